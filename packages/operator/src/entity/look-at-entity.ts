import { differencesIn, noteDrift } from '../drift/comparison.ts';
import type { DriftObserver } from '../drift/drift-observer.ts';
import type { EntityObject } from './entity-object.ts';
import type { Making } from './making.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { attempt } from './session.ts';
import type { ShownEntity } from './shown-entity.ts';

/** The entity as it is, or what kept it from being seen. */
type Look =
  | { readonly ok: true; readonly shown: ShownEntity | undefined }
  | { readonly ok: false; readonly outcome: Outcome };

/**
 * Looks at an entity of which a change was told that may be older than our last write: one call. Afterwards what is
 * remembered is so: `inSync` stays if the entity is as wanted, and goes if it isn't or isn't there. `mark` is the sync
 * mark of what is wanted.
 *
 * @returns the entity, undefined where there is none; or what kept it from looking. The next pass looks again then.
 */
export async function lookAtEntity<O extends EntityObject>(
  making: Making<O>,
  id: string,
  body: object,
  mark: string,
  observer: DriftObserver,
): Promise<Look> {
  const { descriptor, object, parents, session, memory, signal } = making;
  // What is told from here on may be newer than what is seen.
  memory.isUncertain = false;
  const seen = await attempt(session, (client) => descriptor.fetch({ client, signal }, parents, id));
  if (!seen.ok && !isMissing(seen)) {
    memory.isUncertain = true;
    return { ok: false, outcome: outcomeOf(seen.failure, 'Update', descriptor.noun) };
  }
  const shown = seen.ok ? seen.value : undefined;
  const differences = shown && differencesIn(descriptor, object, parents, body, shown);
  if (differences?.length !== 0) {
    noteDrift(memory, object, mark, differences, observer);
    memory.inSync = undefined;
  }
  return { ok: true, shown };
}

function isMissing({ failure }: { readonly failure: Parameters<typeof outcomeOf>[0] }): boolean {
  return failure.kind === 'refused' && failure.error.kind === 'not-found';
}
