import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import { controlPlane } from './control-plane.ts';
import type { CoreEntityDescriptor } from './core-entity.ts';
import { target } from './target.ts';
import { upstream } from './upstream.ts';

/** The entities that lie in a control plane, parents before children. Adding a kind is adding it here. */
export const coreEntities: readonly CoreEntityDescriptor[] = [upstream, target];

/** Every kind of entity, parents before children. */
export const entities: readonly EntityDescriptor[] = [controlPlane, ...coreEntities];
