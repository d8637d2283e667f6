import type {
  Kind,
  KongUpstream,
  KonnectAPIAuthConfiguration,
  KonnectGatewayControlPlane,
} from '@sluice/kong-resources';
import type { EntityObject, NamespacedName } from '../entity/entity-object.ts';
import type { JudgedCondition } from '../status/judged-condition.ts';
import type { Permits } from './grants.ts';

/** The objects above an entity, by the role they play for it; one that couldn't be found is absent. */
export interface Parents {
  readonly apiAuth?: KonnectAPIAuthConfiguration;
  readonly controlPlane?: KonnectGatewayControlPlane;
  readonly upstream?: KongUpstream;
}

/** What looking at one reference came to. A missing or unready parent is expected, so it is a value. */
export interface Judgement {
  readonly conditions: readonly JudgedCondition[];
  /** Whether the entity can be made with this parent as it is. */
  readonly usable: boolean;
  /** With `usable` false: the parent may well become usable within a moment, so it isn't news yet. */
  readonly onItsWay: boolean;
  /** The child may not refer to the parent, so that what is above it is none of its business. */
  readonly forbidden?: boolean;
}

/** A reference from objects of one kind to one parent. */
export interface Reference<
  Child extends EntityObject = EntityObject,
  Role extends keyof Parents = keyof Parents,
> {
  readonly role: Role;
  readonly to: Kind;
  /** Whom the child names. */
  nameIn(child: Child): NamespacedName;
  /** What the parent, as the cache has it, means for the child. `undefined`: there is none of that name. */
  judge(child: Child, parent: Parents[Role] | undefined, permits: Permits): Judgement;
}

/** The verdict on a parent that can be used. */
export function usable(...conditions: JudgedCondition[]): Judgement {
  return { conditions, usable: true, onItsWay: false };
}

/** The verdict on a parent in another namespace that no grant lets the child refer to. */
export function forbidden(...conditions: JudgedCondition[]): Judgement {
  return { conditions, usable: false, onItsWay: false, forbidden: true };
}

/** The verdict on a parent that can't be used as it is. */
export function unusable(onItsWay: boolean, ...conditions: JudgedCondition[]): Judgement {
  return { conditions, usable: false, onItsWay };
}
