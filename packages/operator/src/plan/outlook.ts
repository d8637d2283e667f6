import type { EntityObject, NamespacedName } from '../entity/entity-object.ts';
import type { Lookup } from '../references/resolve.ts';
import { workKey } from '../wiring/work-key.ts';

/** The id of a control plane that a plan is to create: it gets its own only then. */
const idToCome = '00000000-0000-4000-8000-000000000000';

/**
 * The cluster as it would be after what is planned so far: an object whose entity is to be made counts as programmed,
 * so that what depends on it can be planned, too. Nothing of it is written anywhere.
 */
export class Outlook {
  readonly #lookup: Lookup;
  readonly #foreseen = new Map<string, EntityObject>();
  readonly #toCome = new Set<string>();
  readonly #claimed = new Map<string, EntityObject>();

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  lookup: Lookup = (kind: string, at: NamespacedName) =>
    this.#foreseen.get(workKey(kind, at)) ?? this.#lookup(kind, at);

  /** The object will have this status beside what it has. */
  foresee<O extends EntityObject>(object: O, status: object): O {
    const foreseen = { ...object, status: { ...object.status, ...status } };
    this.#foreseen.set(workKey(object.kind, object.metadata), foreseen);
    return foreseen;
  }

  /** The control plane of the object will be made. */
  foreseeControlPlane(object: EntityObject): void {
    this.#toCome.add(object.metadata.uid);
    this.foresee(object, { id: idToCome });
  }

  /**
   * Notes that the object's entity is to have a unique value; `key` says which, and among what it is unique.
   *
   * @returns who is to have it already, in place of this one.
   */
  claim(key: string, object: EntityObject): EntityObject | undefined {
    const other = this.#claimed.get(key);
    if (other === undefined) this.#claimed.set(key, object);
    return other;
  }

  /** Whether the control plane of the object is yet to be made. */
  isToCome({ metadata }: EntityObject): boolean {
    return this.#toCome.has(metadata.uid);
  }
}
