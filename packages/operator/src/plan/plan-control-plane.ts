import type { KonnectGatewayControlPlane } from '@sluice/kong-resources';
import { namespacedName } from '../entity/entity-object.ts';
import { resolveMembers } from '../entity/group-members.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { describeEntity } from '../identity/origin.ts';
import { controlPlane } from '../kinds/control-plane.ts';
import { findTwin } from '../restore/twins.ts';
import type { ControlPlaneView } from './control-plane-view.ts';
import { fieldDifferences } from './field-differences.ts';
import type { FieldDifference } from './plan.ts';
import type { Planned, Planning } from './planning.ts';
import { takingBack } from './taking-back.ts';

/** What is to be done about a control plane: by its id, its UID label, or as a new one, as the reconciler finds it. */
export async function planControlPlane({
  object,
  view,
  outlook,
  parents,
  twins: around,
}: Planning<KonnectGatewayControlPlane>): Promise<Planned> {
  const mirrored = controlPlane.mirrored?.(object);
  const { id } = controlPlane.location(object);
  const known = mirrored ?? id;
  const shown =
    (known === undefined ? undefined : await view.find({ id: known })) ??
    (mirrored === undefined ? await view.find({ uid: object.metadata.uid }) : undefined);
  if (mirrored !== undefined) {
    if (shown) return 'unchanged';
    return { action: 'blocked', message: `there is no control plane ${mirrored} to mirror` };
  }
  const { body } = controlPlane.wanted(object);
  if ('mirrored' in body) throw new TypeError('a mirror has been planned already');
  const { name = '' } = body.changeable;
  if (shown) {
    outlook.foresee(object, { id: shown.id, organizationID: view.organizationId });
    outlook.claim(nameKey(view, name), object);
    const differences = await differencesOf(object, body.changeable, shown, { view, outlook });
    return differences.length === 0 ? 'unchanged' : { action: 'update', id: shown.id, differences };
  }
  const unmade = { descriptor: controlPlane, object, parents, body };
  const twin = id === undefined && around ? findTwin(unmade, await view.twins(), around) : undefined;
  if (twin?.kind === 'undecided') return { action: 'blocked', message: twin.message };
  const lost = twin?.kind === 'lost' ? twin : undefined;
  const holder = await view.find({ name });
  if (holder && holder.id !== lost?.entity.id) {
    const who = describeEntity(controlPlane.noun, holder.id, controlPlane.marksIn(holder));
    return { action: 'blocked', message: `its name is taken; ${who} has it` };
  }
  const other = outlook.claim(nameKey(view, name), object);
  if (!other && lost) {
    const { entity } = lost;
    outlook.foresee(object, { id: entity.id, organizationID: view.organizationId });
    const differences = await differencesOf(object, body.changeable, entity, { view, outlook });
    const message = takingBack(controlPlane, lost);
    return { action: 'update', id: entity.id, differences, message };
  }
  if (!other) {
    outlook.foreseeControlPlane(object);
    return { action: 'create' };
  }
  const who = `${other.kind} ${namespacedName(other.metadata)}`;
  return { action: 'blocked', message: `its name is taken; ${who} is to have it` };
}

/** A name is unique within its organisation. */
function nameKey({ organizationId }: ControlPlaneView, name: string): string {
  return `${controlPlane.kind.kind} ${organizationId} ${name}`;
}

/** What differs of a control plane that is there, its members included. */
async function differencesOf(
  object: KonnectGatewayControlPlane,
  changeable: object,
  shown: ShownEntity,
  at: Pick<Planning<KonnectGatewayControlPlane>, 'view' | 'outlook'>,
): Promise<FieldDifference[]> {
  const { body } = controlPlane.wanted(object);
  return [
    ...fieldDifferences(controlPlane.differences(body, shown), changeable, flat(shown)),
    ...(await memberDifferences(object, shown.id, at)),
  ];
}

async function memberDifferences(
  object: KonnectGatewayControlPlane,
  id: string,
  { view, outlook }: Pick<Planning<KonnectGatewayControlPlane>, 'view' | 'outlook'>,
): Promise<FieldDifference[]> {
  const names = controlPlane.membersOf?.(object);
  if (names === undefined) return [];
  const from = (await view.members(id)).toSorted();
  const resolved = resolveMembers(names, outlook.lookup);
  // Members that aren't there yet are set when they are.
  const to = resolved.ok ? resolved.ids : from;
  return from.join() === to.join() ? [] : [{ path: 'members', from, to }];
}

function flat(shown: ShownEntity): object {
  return { ...shown, ...(shown['config'] as object | undefined) };
}
