import type { KubeObject } from '../kube-object.ts';
import { writeScope } from '../patch/owned-part.ts';
import { trackUpdate } from '../patch/track-update.ts';
import type { VersionLookup } from '../patch/versions.ts';
import { convert } from './codec.ts';
import { type Target, timestamp, type WriteOptions } from './registry-context.ts';
import type { ResourceVersion } from './resource-version.ts';

/**
 * Writes down, in `metadata.managedFields`, who owns the fields of an object that is about to be stored. Changes
 * the object, and nothing that it shares with others.
 *
 * @param existing what it replaces; undefined for a creation
 */
export type TrackChange = (
  object: KubeObject,
  existing: KubeObject | undefined,
  target: Target,
  options: WriteOptions,
  now: Date,
) => void;

/** What a create, a PUT or a patch sets or changes belongs to its field manager. */
export const trackChange: TrackChange = (object, existing, target, options, now) => {
  const { served, apiVersion } = target.version;
  const managedFields = trackUpdate({
    before: existing,
    after: object,
    manager: options.fieldManager,
    apiVersion,
    subresource: target.subresource,
    scope: writeScope(served, target.subresource),
    now: timestamp(now),
    schema: served.schema,
    otherVersions: otherVersions(target),
  });
  if (managedFields.length === 0) delete object.metadata.managedFields;
  else object.metadata.managedFields = managedFields;
};

/** The object comes with its `managedFields` up to date, as a server-side apply leaves them. */
export const keepOwnership: TrackChange = () => undefined;

/** The other served versions, for managers that have written through them. */
export function otherVersions({ resource, version }: Target): VersionLookup {
  return (apiVersion) => {
    const other = [...resource.versions.values()].find((one) => one.apiVersion === apiVersion);
    if (other === undefined) return undefined;
    return {
      schema: other.served.schema,
      fromRequestVersion: (object) => converted(object, other),
      toRequestVersion: (object) => converted(object, version),
    };
  };
}

/** Conversion works in place: here the object still belongs to somebody. */
function converted(object: KubeObject, version: ResourceVersion): KubeObject {
  return convert(structuredClone(object), version);
}
