import { factsOf } from '../identity/origin.ts';
import { fails, holds, type JudgedCondition } from '../status/judged-condition.ts';
import type { ShownEntity } from './shown-entity.ts';

/** An entity that exists already and is to become the object's, as `spec.adopt` says. */
export interface Adoption {
  /** Its id in Konnect. */
  readonly id: string;
  /** `override` writes the spec over it; `match` takes it only if it is equal already, tags aside. */
  readonly mode: 'override' | 'match';
}

const type = 'Adopted';

/** The entity is the object's. */
export const adopted: JudgedCondition = holds(type, 'Adopted');

/** The entity couldn't be read. */
export function notFetched(noun: string, id: string, why: string): JudgedCondition {
  return fails(type, 'FetchFailed', `the ${noun} ${id} of spec.adopt could not be read: ${why}`);
}

/** The API refused to write our tags, or the spec, to the entity. */
export function notWritten(why: string): JudgedCondition {
  return fails(type, 'FailedToAdopt', why);
}

/**
 * Why an entity can't be taken over; undefined where it can. `differences` are the fields in which it isn't as the
 * spec wants it. One that carries another object's UID is that object's, in whichever mode.
 */
export function refusalToAdopt(
  noun: string,
  { mode }: Adoption,
  objectUid: string,
  shown: ShownEntity,
  differences: readonly string[],
): JudgedCondition | undefined {
  const {
    'k8s-uid': uid,
    'k8s-kind': kind,
    'k8s-namespace': namespace,
    'k8s-name': name,
  } = factsOf(shown.tags);
  if (uid !== undefined && uid !== objectUid) {
    const owner = kind && namespace && name ? `${kind} ${namespace}/${name}` : 'another object';
    return fails(
      type,
      'UIDConflict',
      `the ${noun} ${shown.id} belongs to ${owner} with the UID ${uid}; delete that first, or remove its tag k8s-uid`,
    );
  }
  const others = differences.filter((field) => field !== 'tags');
  if (mode === 'override' || others.length === 0) return undefined;
  return fails(
    type,
    'NotMatch',
    `the ${noun} ${shown.id} differs from the spec in ${others.join(', ')}; make the spec like it, or create the object with spec.adopt.mode: override`,
  );
}
