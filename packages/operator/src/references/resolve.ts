import type { EntityObject, NamespacedName } from '../entity/entity-object.ts';
import type { JudgedCondition } from '../status/judged-condition.ts';
import type { Permits } from './grants.ts';
import type { Judgement, Parents, Reference } from './reference.ts';

/** Where an entity's references lead, followed to the top. */
export interface Resolution {
  /** One for each reference on the way that could be judged, nearest first. */
  readonly conditions: readonly JudgedCondition[];
  /** Whether every parent can be used, so that the entity can be made. */
  readonly usable: boolean;
  /** With `usable` false: all that is in the way may be gone within a moment. */
  readonly onItsWay: boolean;
  readonly parents: Parents;
}

/** What a kind's objects depend on. */
export interface Dependencies<O extends EntityObject = EntityObject> {
  /** The parent that the entity lies in; absent at the top. */
  readonly parent?: Reference<O>;
  /** Judges what the object refers to beside its parent; undefined when it refers to nothing. */
  judgeOthers?(object: O, permits: Permits): Judgement | undefined;
}

/** Reads the cache: the object of that kind and name, if there is one. */
export type Lookup = (kind: string, at: NamespacedName) => EntityObject | undefined;

/**
 * Follows an object's references upwards and judges each. It goes on above a parent that isn't usable, because
 * what is wrong further up (a refused token) is what a person has to mend; it stops where a parent is missing or may
 * not be referred to, and what lies behind stays unjudged.
 */
export function resolveReferences(
  object: EntityObject,
  dependenciesOf: (kind: string) => Dependencies,
  lookup: Lookup,
  permits: Permits,
): Resolution {
  let conditions: readonly JudgedCondition[] = [];
  const parents: Record<string, EntityObject> = {};
  let usable = true;
  let onItsWay = true;
  const add = (judgement: Judgement): void => {
    conditions = merged(conditions, judgement.conditions);
    if (judgement.usable) return;
    usable = false;
    onItsWay &&= judgement.onItsWay;
  };

  const others = dependenciesOf(object.kind).judgeOthers?.(object, permits);
  if (others) add(others);
  let child: EntityObject = object;
  for (;;) {
    const reference = dependenciesOf(child.kind).parent;
    if (!reference) break;
    const parent = lookup(reference.to.kind, reference.nameIn(child));
    const judgement = reference.judge(child, parent as Parents[typeof reference.role], permits);
    add(judgement);
    if (parent) parents[reference.role] = parent;
    if (!parent || judgement.forbidden) break;
    child = parent;
  }
  return { conditions, usable, onItsWay: !usable && onItsWay, parents: parents as Parents };
}

/** Adds conditions to others. Of two of a type, from two references, the one that doesn't hold counts. */
function merged(
  conditions: readonly JudgedCondition[],
  more: readonly JudgedCondition[],
): readonly JudgedCondition[] {
  if (conditions.length === 0) return more;
  const kept = conditions.filter(
    ({ type, status }) => status === 'False' || !more.some((other) => other.type === type),
  );
  const isNew = ({ type }: JudgedCondition) => !kept.some((other) => other.type === type);
  return [...kept, ...more.filter(isNew)];
}
