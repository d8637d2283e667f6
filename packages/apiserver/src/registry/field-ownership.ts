import { type ConvertNow, resumeWithConversions } from '../conversion/resume-with-conversions.ts';
import type { KubeObject, ManagedFieldsEntry } from '../kube-object.ts';
import { writeScope } from '../patch/owned-part.ts';
import { trackUpdate } from '../patch/track-update.ts';
import type { VersionLookup } from '../patch/versions.ts';
import { ApiError } from '../status/api-error.ts';
import { convert } from './codec.ts';
import { timestamp } from './registry-context.ts';
import type { ResourceVersion } from './resource-version.ts';
import type { Target } from './target.ts';
import type { WriteOptions } from './write-options.ts';

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
) => Promise<void> | undefined;

/** What a create, a PUT or a patch sets or changes belongs to its field manager. */
export const trackChange: TrackChange = (object, existing, target, options, now) => {
  const { served, apiVersion } = target.version;
  const tracking = withOtherVersions(target, (otherVersions) =>
    trackUpdate({
      before: existing,
      after: object,
      manager: options.fieldManager,
      apiVersion,
      subresource: target.subresource,
      scope: writeScope(served, target.subresource),
      now: timestamp(now),
      schema: served.schema,
      otherVersions,
    }),
  );
  if (tracking instanceof Promise) return setWhenTracked(object, existing, tracking);
  setManagedFields(object, tracking);
  return undefined;
};

/** As in Kubernetes a write goes through without its record when the webhook that the record needs is out of reach. */
async function setWhenTracked(
  object: KubeObject,
  existing: KubeObject | undefined,
  tracking: Promise<ManagedFieldsEntry[]>,
): Promise<void> {
  try {
    setManagedFields(object, await tracking);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    setManagedFields(object, existing?.metadata.managedFields ?? []);
  }
}

function setManagedFields({ metadata }: KubeObject, managedFields: ManagedFieldsEntry[]): void {
  if (managedFields.length === 0) delete metadata.managedFields;
  else metadata.managedFields = managedFields;
}

/** The object comes with its `managedFields` up to date, as a server-side apply leaves them. */
export const keepOwnership: TrackChange = () => undefined;

/**
 * Runs something that looks at an object in the other served versions, for managers that have written through them.
 *
 * @param run free of effects; it may be run more than once
 * @returns a promise only when a webhook has to be asked
 */
export function withOtherVersions<Result>(
  { resource, version }: Target,
  run: (otherVersions: VersionLookup) => Result,
): Result | Promise<Result> {
  const lookup =
    (convertTo: ConvertNow): VersionLookup =>
    (apiVersion) => {
      const other = [...resource.versions.values()].find((one) => one.apiVersion === apiVersion);
      if (other === undefined) return undefined;
      return {
        schema: other.served.schema,
        fromRequestVersion: (object) => convertTo(object, other),
        toRequestVersion: (object) => convertTo(object, version),
      };
    };
  const { conversion } = resource;
  if (conversion === undefined) return run(lookup(converted));
  return resumeWithConversions(conversion.converter, (convertTo) => run(lookup(convertTo)));
}

/** Conversion works in place: here the object still belongs to somebody. */
function converted(object: KubeObject, version: ResourceVersion): KubeObject {
  return convert(structuredClone(object), version);
}
