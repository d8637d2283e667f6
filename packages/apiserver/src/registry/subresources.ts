import type { ResourceDefinition } from './resource-definition.ts';
import type { ResourceVersion } from './resource-version.ts';
import { scaleSubresource } from './scale/scale-subresource.ts';
import { type Subresource, type SubresourceView, statusSubresource } from './strategy.ts';
import type { Target } from './target.ts';

/** The subresources of a resource in a version, by their names. */
export function subresourcesOf(
  { strategy }: ResourceDefinition,
  { served }: ResourceVersion,
): Readonly<Record<string, Subresource>> {
  if (!served.statusSubresource && served.scale === undefined) return strategy.subresources;
  return {
    ...(served.statusSubresource && { status: statusSubresource }),
    ...(served.scale && { scale: scaleSubresource(served.scale) }),
    ...strategy.subresources,
  };
}

/** The subresource that a target names; undefined when it names none, or one that doesn't exist. */
export function subresourceOf({ resource, version, subresource }: Target): Subresource | undefined {
  if (subresource === '') return undefined;
  const subresources = subresourcesOf(resource, version);
  return Object.hasOwn(subresources, subresource) ? subresources[subresource] : undefined;
}

/** The view that a target's subresource shows; undefined when it shows the object itself, or there is none. */
export function viewOf(target: Target): SubresourceView | undefined {
  return subresourceOf(target)?.view;
}
