import type { Kind, KongReferenceGrant } from '@sluice/kong-resources';
import { type EntityObject, type NamespacedName, namespacedName } from '../entity/entity-object.ts';
import { fails, holds, type JudgedCondition } from '../status/judged-condition.ts';

/** Who refers, as a grant names it. */
export interface Referrer {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

/** What is referred to, as a grant names it. A Secret's group is `core`. */
export interface Referred extends NamespacedName {
  readonly group: string;
  readonly kind: string;
}

/** Whether a reference that crosses namespaces is permitted. */
export type Permits = (from: Referrer, to: Referred) => boolean;

/** Whether one of the grants, all of the namespace of what is referred to, permits the reference. */
export function isPermitted(
  grants: readonly KongReferenceGrant[],
  from: Referrer,
  to: Pick<Referred, 'group' | 'kind' | 'name'>,
): boolean {
  return grants.some(({ metadata, spec }) => {
    if (!spec || metadata.deletionTimestamp !== undefined) return false;
    const mayRefer = spec.from.some(
      ({ group, kind, namespace }) =>
        group === from.group && kind === from.kind && namespace === from.namespace,
    );
    return (
      mayRefer &&
      spec.to.some(
        ({ group, kind, name }) =>
          group === to.group && kind === to.kind && (name === undefined || name === to.name),
      )
    );
  });
}

/** The referrer that an object is. */
export function referrerOf({ apiVersion, kind, metadata }: EntityObject): Referrer {
  const [group = ''] = apiVersion.split('/');
  return { group, kind, namespace: metadata.namespace };
}

/** A reference between namespaces, and whether a grant permits it. */
export interface Crossing {
  readonly permitted: boolean;
  /** What is missing, in a sentence that names the grant to make. */
  readonly message: string;
}

/** How an object's reference crosses namespaces; undefined where it stays in its own. */
export function crossing(
  from: Referrer,
  { group, kind, namespace, name }: Referred,
  permits: Permits,
): Crossing | undefined {
  if (namespace === from.namespace) return undefined;
  const what = `${kind} ${namespacedName({ namespace, name })}`;
  return {
    permitted: permits(from, { group, kind, namespace, name }),
    message: `${what} is in another namespace, and no KongReferenceGrant in ${namespace} permits a ${from.kind} of ${from.namespace} to refer to it`,
  };
}

/** The same for a reference to one of the Kong kinds. */
export function crossingTo(
  child: EntityObject,
  { group, kind }: Kind,
  at: NamespacedName,
  permits: Permits,
): Crossing | undefined {
  return crossing(referrerOf(child), { group, kind, namespace: at.namespace, name: at.name }, permits);
}

/** `ResolvedRefs` for a reference that crosses namespaces; nothing where it doesn't. */
export function resolvedRefs(crossed: Crossing | undefined): JudgedCondition[] {
  if (!crossed) return [];
  const type = 'ResolvedRefs';
  return [crossed.permitted ? holds(type, 'ResolvedRefs') : fails(type, 'RefNotPermitted', crossed.message)];
}
