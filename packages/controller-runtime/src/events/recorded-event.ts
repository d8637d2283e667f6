import type { KubernetesObject } from '../client/kubernetes-object.ts';

/** What happened to an object. */
export interface ObjectEvent {
  /** `Warning` for what a person should look at. */
  readonly type: 'Normal' | 'Warning';
  /** CamelCase, for programs. */
  readonly reason: string;
  /** For people; cut after 1,024 characters. Must hold nothing secret. */
  readonly message: string;
}

/** Which object an event is about, as the API has it. */
export interface ObjectReference {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
}

/** An event with its repetitions, and how much of them the server knows. */
export interface RecordedEvent {
  readonly object: ObjectReference;
  readonly event: ObjectEvent;
  /** How often it happened in all. */
  count: number;
  /** How many of these the server knows of. */
  writtenCount: number;
  readonly firstAt: Date;
  lastAt: Date;
  /** Moment of the clock of the last write. */
  writtenAtMs: number;
  /** The Event on the server, once there is one. */
  stored: { readonly namespace: string; readonly name: string } | undefined;
}

/** The reference to an object at hand. */
export function referenceTo({ apiVersion, kind, metadata }: KubernetesObject): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { apiVersion, kind, namespace, name, uid, resourceVersion };
}
