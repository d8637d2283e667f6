import type { KubeObject } from '../kube-object.ts';
import type { Target, WriteOptions } from './registry-context.ts';

/** Writes down who owns the fields of an object that is about to replace another. Changes `object`. */
export type TrackChange = (
  object: KubeObject,
  existing: KubeObject,
  target: Target,
  options: WriteOptions,
  now: Date,
) => void;

/** Writes down who owns the fields of an object that is about to be created. */
export function trackCreate(object: KubeObject, target: Target, options: WriteOptions, now: Date): void {
  trackUpdate(object, { ...object, metadata: {} }, target, options, now);
}

/** Writes down who owns the fields that a PUT or a patch has changed. */
export const trackUpdate: TrackChange = (object, existing) => {
  object.metadata.managedFields ??= existing.metadata.managedFields;
};
