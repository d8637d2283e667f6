import type { Kysely } from 'kysely';
import {
  type EntityId,
  type EntityKey,
  type EntityLookup,
  type EntityRow,
  type EntityStatements,
  idText,
  keyText,
  type StoredEntity,
} from './entity-statements.ts';
import { RowChanges } from './row-changes.ts';
import type { EntityReferenceTable, EntityTagTable, Tables } from './tables.ts';

/** What the indexes beside the entities know of one: its tags, and what each of its fields refers to. */
export interface EntityIndex {
  tags: readonly string[];
  references: readonly { field: string; id: string }[];
}

/** An entity of the set; without a number until its row is written. */
interface Held {
  entity: StoredEntity;
  seq: number | undefined;
}

interface HeldTag {
  held: Held;
  tag: string;
}

/**
 * The entities that a transaction reads and writes. What its operations are going to look for is read with one query
 * for all of them, and what they have written is written together, so that a group of operations costs about as many
 * statements as one alone. Each operation sees what those before it have done, whether or not that is written yet.
 *
 * It holds only because the transaction is the only writer: what was read stays so until this set changes it.
 */
export class EntityWorkingSet {
  readonly #db: Kysely<Tables>;
  readonly #statements: EntityStatements;
  readonly #expected: EntityLookup[] = [];
  #unread: EntityLookup[] = [];
  readonly #byId = new Map<string, Held | undefined>();
  readonly #byKey = new Map<string, Held | undefined>();
  readonly #inserted = new Set<Held>();
  readonly #updated = new Set<Held>();
  readonly #removed = new Set<Held>();
  /** Keys that an update has given up: in the database they are taken until that is written. */
  readonly #givenUp = new Set<string>();
  readonly #tags = new RowChanges<HeldTag>(({ held, tag }) => `${held.seq ?? idText(held.entity)} ${tag}`);
  readonly #references = new RowChanges<EntityReferenceTable>(
    (row) => `${row.control_plane_id} ${row.referred_id} ${row.referrer_id} ${row.field}`,
  );

  constructor(db: Kysely<Tables>, statements: EntityStatements) {
    this.#db = db;
    this.#statements = statements;
  }

  /** Says what an operation will look for. It is read when the first of the operations asks. */
  expect(lookup: EntityLookup): void {
    this.#expected.push(lookup);
    this.#unread.push(lookup);
  }

  /** The entity with this id, wherever in the organisation it is. */
  async byId(id: EntityId): Promise<StoredEntity | undefined> {
    const key = idText(id);
    if (!this.#byId.has(key)) {
      await this.#read({ ids: [id], keys: [] });
    }
    return this.#byId.get(key)?.entity;
  }

  async byUniqueKey(uniqueKey: EntityKey): Promise<StoredEntity | undefined> {
    const key = keyText(uniqueKey);
    if (!this.#byKey.has(key)) {
      await this.#read({ ids: [], keys: [uniqueKey] });
    }
    return this.#byKey.get(key)?.entity;
  }

  /** The entities below these, in the order of their creation. */
  async childrenOf(parents: readonly EntityId[]): Promise<StoredEntity[]> {
    await this.save();
    const rows = await this.#statements.childrenOf(this.#db, parents);
    return rows.map((row) => this.#adopt(row).entity);
  }

  /** The references to an entity. */
  async referencesTo({ control_plane_id, id }: StoredEntity): Promise<EntityReferenceTable[]> {
    await this.save();
    return this.#statements.referencesTo(this.#db, control_plane_id, id);
  }

  /** Adds an entity, whose id and unique key must be free. */
  insert(entity: StoredEntity, index: EntityIndex): void {
    const held = { entity, seq: undefined };
    this.#inserted.add(held);
    this.#know(held);
    this.#reindex(held, undefined, index);
  }

  /** Replaces an entity that was found by one of the same id, type and control plane. */
  async replace(entity: StoredEntity, before: EntityIndex, after: EntityIndex): Promise<void> {
    const held = this.#held(entity);
    const keyBefore = uniqueKeyOf(held.entity);
    const keyAfter = uniqueKeyOf(entity);
    if (keyAfter !== keyBefore) {
      if (keyAfter !== undefined && this.#givenUp.has(keyAfter)) {
        await this.save();
      }
      this.#giveUpKey(held);
    }
    held.entity = entity;
    this.#know(held);
    if (held.seq !== undefined) {
      this.#updated.add(held);
    }
    this.#reindex(held, before, after);
  }

  /** Removes an entity that was found. */
  remove(entity: StoredEntity, index: EntityIndex): void {
    const held = this.#held(entity);
    this.#reindex(held, index, undefined);
    this.#giveUpKey(held);
    this.#byId.set(idText(entity), undefined);
    this.#updated.delete(held);
    if (!this.#inserted.delete(held)) {
      this.#removed.add(held);
    }
  }

  /** Writes all that was changed so far: what goes before what comes, so that its ids and keys are free. */
  async save(): Promise<void> {
    if (this.#removed.size > 0) {
      await this.#statements.remove(this.#db, [...this.#removed].map(seqOf));
    }
    if (this.#updated.size > 0) {
      const rows = [...this.#updated].map((held) => ({ ...held.entity, seq: seqOf(held) }));
      await this.#statements.update(this.#db, rows);
    }
    if (this.#inserted.size > 0) {
      const inserted = [...this.#inserted];
      const entities = inserted.map(({ entity }) => entity);
      const seqs = await this.#statements.insert(this.#db, entities);
      for (const [index, held] of inserted.entries()) {
        held.seq = seqs[index];
      }
    }
    await this.#saveIndexes();
    this.#removed.clear();
    this.#updated.clear();
    this.#inserted.clear();
    this.#givenUp.clear();
  }

  /** Writes everything and reads it anew when it is asked for: somebody is about to change the tables past this set. */
  async release(): Promise<void> {
    await this.save();
    this.#byId.clear();
    this.#byKey.clear();
    this.#unread = [...this.#expected];
  }

  async #saveIndexes(): Promise<void> {
    const tags = this.#tags.take();
    if (tags.removed.length > 0) {
      await this.#statements.removeTags(this.#db, tags.removed.map(tagRow));
    }
    if (tags.added.length > 0) {
      await this.#statements.addTags(this.#db, tags.added.map(tagRow));
    }
    const references = this.#references.take();
    if (references.removed.length > 0) {
      await this.#statements.removeReferences(this.#db, references.removed);
    }
    if (references.added.length > 0) {
      await this.#statements.addReferences(this.#db, references.added);
    }
  }

  /** Reads what is asked for and, in the same query, what is expected to be asked for. */
  async #read(wanted: EntityLookup): Promise<void> {
    const lookups = [...this.#unread, wanted];
    this.#unread = [];
    const ids = unknown(
      lookups.flatMap((lookup) => lookup.ids),
      idText,
      this.#byId,
    );
    const keys = unknown(
      lookups.flatMap((lookup) => lookup.keys),
      keyText,
      this.#byKey,
    );
    const rows = await this.#statements.find(this.#db, { ids: [...ids.values()], keys: [...keys.values()] });
    for (const row of rows) {
      this.#adopt(row);
    }
    // What was looked for and isn't there is known, too.
    for (const key of ids.keys()) {
      this.#byId.set(key, this.#byId.get(key));
    }
    for (const key of keys.keys()) {
      this.#byKey.set(key, this.#byKey.get(key));
    }
  }

  /** Takes a row in, unless the set knows better: what it has may be changed or removed, and not yet written. */
  #adopt({ seq, ...entity }: EntityRow): Held {
    const known = this.#byId.get(idText(entity));
    const held = known ?? { entity, seq };
    if (!this.#byId.has(idText(entity))) {
      this.#know(held);
    }
    return held;
  }

  #know(held: Held): void {
    this.#byId.set(idText(held.entity), held);
    const key = uniqueKeyOf(held.entity);
    if (key !== undefined) {
      this.#byKey.set(key, held);
    }
  }

  #held(entity: StoredEntity): Held {
    const held = this.#byId.get(idText(entity));
    if (held === undefined) {
      throw new Error(`${entity.type} ${entity.id} was not found in this transaction`);
    }
    return held;
  }

  #giveUpKey(held: Held): void {
    const key = uniqueKeyOf(held.entity);
    if (key !== undefined) {
      this.#byKey.set(key, undefined);
      this.#givenUp.add(key);
    }
  }

  #reindex(held: Held, before: EntityIndex | undefined, after: EntityIndex | undefined): void {
    const { control_plane_id, id: referrer_id, type: referrer_type } = held.entity;
    for (const tag of before?.tags ?? []) {
      this.#tags.remove({ held, tag });
    }
    for (const tag of after?.tags ?? []) {
      this.#tags.add({ held, tag });
    }
    const row = { control_plane_id, referrer_id, referrer_type };
    for (const { field, id } of before?.references ?? []) {
      this.#references.remove({ ...row, field, referred_id: id });
    }
    for (const { field, id } of after?.references ?? []) {
      this.#references.add({ ...row, field, referred_id: id });
    }
  }
}

/** What the set doesn't know yet, each once, under its key. */
function unknown<Item>(
  items: readonly Item[],
  keyOfItem: (item: Item) => string,
  known: ReadonlyMap<string, unknown>,
): Map<string, Item> {
  const entries = items.map((item) => [keyOfItem(item), item] as const);
  return new Map(entries.filter(([key]) => !known.has(key)));
}

function uniqueKeyOf({ control_plane_id, type, unique_key }: StoredEntity): string | undefined {
  return unique_key === null ? undefined : keyText({ control_plane_id, type, unique_key });
}

function seqOf({ entity, seq }: Held): number {
  if (seq === undefined) {
    throw new Error(`The database did not say where it put ${entity.type} ${entity.id}`);
  }
  return seq;
}

function tagRow({ held, tag }: HeldTag): EntityTagTable {
  const { control_plane_id, type } = held.entity;
  return { control_plane_id, type, tag, seq: seqOf(held) };
}
