import { sql } from 'kysely';
import type { EntityRow, EntityStatements } from './entity-statements.ts';
import type { EntityReferenceTable } from './tables.ts';

const COLUMNS = sql.raw('seq, organization_id, control_plane_id, type, id, parent_id, unique_key, body');

/**
 * One statement for any number of rows: what costs here is the way to the server and back. Rows go as one JSON text,
 * so that the text of the statement is always the same and stays prepared.
 */
export const postgresqlEntityStatements: EntityStatements = {
  async find(db, { ids, keys }) {
    // `limit 1` leaves the planner no other way than the unique index, also before it has statistics of the table.
    const { rows } = await sql<EntityRow>`
      select ${COLUMNS}
      from unnest(
        ${ids.map(({ organization_id }) => organization_id)}::text[], ${ids.map(({ id }) => id)}::text[]
      ) as wanted (organization_id_wanted, id_wanted)
      cross join lateral (
        select * from entities where id = id_wanted and organization_id = organization_id_wanted limit 1
      ) as found
      union all
      select ${COLUMNS}
      from unnest(
        ${keys.map(({ control_plane_id }) => control_plane_id)}::text[],
        ${keys.map(({ type }) => type)}::text[],
        ${keys.map(({ unique_key }) => unique_key)}::text[]
      ) as wanted (control_plane_id_wanted, type_wanted, key_wanted)
      cross join lateral (
        select * from entities
        where unique_key = key_wanted and control_plane_id = control_plane_id_wanted and type = type_wanted limit 1
      ) as found`.execute(db);
    return rows;
  },
  async childrenOf(db, parents) {
    const { rows } = await sql<EntityRow>`
      select ${COLUMNS} from entities
      where parent_id = any(${parents.map(({ id }) => id)}::text[])
        and organization_id = any(${distinct(parents.map((parent) => parent.organization_id))}::text[])
      order by seq`.execute(db);
    return rows;
  },
  async referencesTo(db, controlPlaneId, id) {
    const { rows } = await sql<EntityReferenceTable>`
      select control_plane_id, referred_id, referrer_id, referrer_type, field from entity_references
      where control_plane_id = ${controlPlaneId} and referred_id = ${id}`.execute(db);
    return rows;
  },
  async insert(db, entities) {
    const { rows } = await sql<{ seq: number }>`
      with inserted as (
        insert into entities (organization_id, control_plane_id, type, id, parent_id, unique_key, body)
        select organization_id, control_plane_id, type, id, parent_id, unique_key, body
        from rows from (json_to_recordset(${JSON.stringify(entities)}::json) as (
          organization_id text, control_plane_id text, type text, id text,
          parent_id text, unique_key text, body text
        )) with ordinality as given (
          organization_id, control_plane_id, type, id, parent_id, unique_key, body, position
        )
        order by position
        returning seq
      )
      select seq from inserted order by seq`.execute(db);
    return rows.map(({ seq }) => seq);
  },
  async update(db, entities) {
    await sql`
      update entities
      set parent_id = given.parent_id, unique_key = given.unique_key, body = given.body
      from json_to_recordset(${JSON.stringify(entities)}::json) as given (
        seq bigint, parent_id text, unique_key text, body text
      )
      where entities.seq = given.seq`.execute(db);
  },
  async remove(db, seqs) {
    await sql`delete from entities where seq = any(${seqs}::bigint[])`.execute(db);
  },
  async addTags(db, tags) {
    await sql`
      insert into entity_tags (control_plane_id, type, tag, seq)
      select control_plane_id, type, tag, seq
      from json_to_recordset(${JSON.stringify(tags)}::json) as given (
        control_plane_id text, type text, tag text, seq bigint
      )`.execute(db);
  },
  async removeTags(db, tags) {
    await sql`
      delete from entity_tags
      using json_to_recordset(${JSON.stringify(tags)}::json) as given (
        control_plane_id text, type text, tag text, seq bigint
      )
      where entity_tags.control_plane_id = given.control_plane_id
        and entity_tags.type = given.type
        and entity_tags.tag = given.tag
        and entity_tags.seq = given.seq`.execute(db);
  },
  async addReferences(db, references) {
    await sql`
      insert into entity_references (control_plane_id, referred_id, referrer_id, referrer_type, field)
      select control_plane_id, referred_id, referrer_id, referrer_type, field
      from json_to_recordset(${JSON.stringify(references)}::json) as given (
        control_plane_id text, referred_id text, referrer_id text, referrer_type text, field text
      )`.execute(db);
  },
  async removeReferences(db, references) {
    await sql`
      delete from entity_references
      using json_to_recordset(${JSON.stringify(references)}::json) as given (
        control_plane_id text, referred_id text, referrer_id text, field text
      )
      where entity_references.control_plane_id = given.control_plane_id
        and entity_references.referred_id = given.referred_id
        and entity_references.referrer_id = given.referrer_id
        and entity_references.field = given.field`.execute(db);
  },
};

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
