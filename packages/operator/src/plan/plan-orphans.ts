import type { KonnectGatewayControlPlane } from '@sluice/kong-resources';
import { type OrphanSurroundings, orphansIn } from '../drift/orphans.ts';
import { isDeleting, namespacedName } from '../entity/entity-object.ts';
import { madeFrom } from '../kinds/control-plane.ts';
import { coreEntities } from '../kinds/entities.ts';
import type { ControlPlaneView } from './control-plane-view.ts';
import type { PlannedStep } from './plan.ts';

/** The entities of a control plane that would be removed because their objects are gone. */
export async function planOrphans(
  object: KonnectGatewayControlPlane,
  id: string,
  view: ControlPlaneView,
  surroundings: OrphanSurroundings,
): Promise<PlannedStep[]> {
  const shown = await view.find({ id });
  if (!shown || isDeleting(object) || !madeFrom(object, shown)) return [];
  const steps: PlannedStep[] = [];
  for (const descriptor of coreEntities) {
    const { byId } = await view.entities(descriptor, id);
    for (const orphan of orphansIn(descriptor, byId.values(), surroundings)) {
      steps.push({
        action: 'delete',
        kind: descriptor.kind.kind,
        object: namespacedName(orphan.origin),
        id: orphan.id,
        message: 'its object is gone',
      });
    }
  }
  return steps;
}
