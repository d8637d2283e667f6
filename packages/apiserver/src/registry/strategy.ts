import type { User } from '../auth/user.ts';
import type { KubeObject } from '../kube-object.ts';
import type { FieldError } from '../schema/field-error.ts';
import type { MetadataRules } from './metadata/validate-metadata.ts';
import type { Question } from './question.ts';
import type { ResourceVersion } from './resource-version.ts';

/**
 * What is particular to a kind in the life of its objects. Everything else is the same code for all. Hooks that
 * prepare change the object that they are given; hooks that validate only look.
 */
export interface Strategy extends MetadataRules {
  /** Whether `metadata.generation` counts the changes outside metadata and status. */
  readonly tracksGeneration: boolean;
  /** Whether a PUT without `resourceVersion` overwrites whatever is there. */
  readonly allowsUnconditionalUpdate: boolean;
  /** Whether a PUT to a missing object creates it. */
  readonly createsOnUpdate: boolean;
  /** Parts of the object, beside its status, that are written through a path of their own, by its last segment. */
  readonly subresources: Readonly<Record<string, Subresource>>;
  prepareForCreate?(object: KubeObject): void;
  /** @param subresource empty for the object itself */
  prepareForUpdate?(object: KubeObject, existing: KubeObject, subresource: string): void;
  /** Runs when the deletion of an object that can't go at once has been accepted. */
  prepareForDelete?(object: KubeObject): void;
  validate?(object: KubeObject, existing: KubeObject | undefined): FieldError[];
  /**
   * Refuses to store an object that is valid, because of who writes it. What the path says has been permitted.
   *
   * @throws ApiError 403
   */
  checkAccess?(object: KubeObject, existing: KubeObject | undefined, write: WriteAccess): void;
  /** What a client may be told of an error that the schema has found; undefined keeps it from the client. */
  redactSchemaError?(error: FieldError): FieldError | undefined;
  /** Makes the kind one that is asked and answered, and never stored. */
  answer?: Question['answer'];
  /** Why an object must not be deleted at all, as the end of a sentence; undefined when it may. */
  refusesDeletion?(object: KubeObject): string | undefined;
  /** Whether an object on its way out has to stay for a reason beside `metadata.finalizers`. */
  holdsDeletion?(object: KubeObject): boolean;
}

/** Who writes an object, and through which path. */
export interface WriteAccess {
  user: User;
  namespace: string;
  /** Empty for a POST. */
  name: string;
}

/** A part of an object with a path of its own. */
export interface Subresource {
  /** The verbs in discovery. */
  readonly verbs: readonly string[];
  /** The existing object with the part that the subresource is about taken from the incoming one. */
  merge(existing: KubeObject, incoming: KubeObject): KubeObject;
  /** What a POST to it asks, where it has the verb `create`. */
  readonly question?: Question;
  /** How it shows itself, where that isn't the object itself. */
  readonly view?: SubresourceView;
}

/** A kind of its own as which a subresource shows a part of an object. */
export interface SubresourceView {
  version: ResourceVersion;
  show(object: KubeObject): KubeObject;
  /** The existing object with what the view says taken over; neither is changed. */
  take(existing: KubeObject, view: KubeObject): KubeObject;
}

/** `status`: reporters write it without touching what users declare, and the other way round. */
export const statusSubresource: Subresource = {
  verbs: ['get', 'patch', 'update'],
  merge: (existing, incoming) => ({
    ...existing,
    metadata: { ...existing.metadata, managedFields: incoming.metadata.managedFields },
    status: incoming['status'],
  }),
};
