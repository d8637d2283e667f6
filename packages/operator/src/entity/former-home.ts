import type { Parents } from '../references/reference.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';
import { leftBehind } from './entity-events.ts';
import type { EntityObject } from './entity-object.ts';
import { attempt } from './session.ts';
import { subject } from './subject.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Removes what an object has left in the control plane that its status names, once it lies in another one because its
 * reference was changed. A control plane that no object stands for any more keeps what is in it: it was left as it
 * is on purpose. What can't be removed is told of in an Event, for nobody looks for it again.
 *
 * It goes before the status that names the new place, so that after a crash it is tried again.
 */
export async function leaveFormerHome<O extends EntityObject>(
  descriptor: EntityDescriptor<O>,
  object: O,
  parents: Parents,
  around: Surroundings,
  signal: AbortSignal,
): Promise<void> {
  const former = descriptor.location(object);
  const { id, controlPlaneId } = former;
  const home = descriptor.home(object, parents);
  if (descriptor.holdsEntities || id === undefined || controlPlaneId === undefined) return;
  if (controlPlaneId === home.controlPlaneId || !around.isDeclared(controlPlaneId)) return;

  const session = around.sessionFor(former);
  const result =
    session && (await attempt(session, (client) => descriptor.remove({ client, signal }, { ...former, id })));
  if (result?.ok) {
    around.controlPlanes.released(id);
    around.log.info(
      { ...subject(object), id, controlPlane: controlPlaneId },
      `${descriptor.noun} moved away`,
    );
    return;
  }
  if (result?.failure.kind === 'refused' && result.failure.error.kind === 'not-found') return;
  const why = result ? messageOf(result.failure) : 'no valid API auth configuration leads there';
  const what = `the ${descriptor.noun} ${id} in control plane ${controlPlaneId}`;
  around.events.record(object, leftBehind(what, `it lies in another control plane now; ${why}`));
}

function messageOf(
  failure: { kind: 'refused'; error: Error } | { kind: 'unavailable'; message: string },
): string {
  return failure.kind === 'refused' ? failure.error.message : failure.message;
}
