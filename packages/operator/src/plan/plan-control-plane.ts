import type { KonnectGatewayControlPlane } from '@sluice/kong-resources';
import { resolveMembers } from '../entity/group-members.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { describeEntity } from '../identity/origin.ts';
import { controlPlane } from '../kinds/control-plane.ts';
import { fieldDifferences } from './field-differences.ts';
import type { FieldDifference } from './plan.ts';
import type { Planned, Planning } from './planning.ts';

/** What is to be done about a control plane: by its id, its UID label, or as a new one, as the reconciler finds it. */
export async function planControlPlane({
  object,
  view,
  outlook,
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
  if (!shown) {
    const holder = await view.find({ name: body.changeable.name ?? '' });
    outlook.foreseeControlPlane(object);
    if (!holder) return { action: 'create' };
    const labels = holder['labels'] as Readonly<Record<string, string>>;
    const who = describeEntity(controlPlane.noun, holder.id, labels);
    return { action: 'blocked', message: `its name is taken; ${who} has it` };
  }
  outlook.foresee(object, { id: shown.id, organizationID: view.organizationId });
  const paths = controlPlane.differences(body, shown);
  const differences = [
    ...fieldDifferences(paths, body.changeable, flat(shown)),
    ...(await memberDifferences(object, shown.id, { view, outlook })),
  ];
  return differences.length === 0 ? 'unchanged' : { action: 'update', id: shown.id, differences };
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
