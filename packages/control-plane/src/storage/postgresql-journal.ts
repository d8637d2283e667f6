import { sql } from 'kysely';
import type { JournalQueries } from './change-journal.ts';

/**
 * Writes all rows of a transaction with one statement: what costs here is the way to the server and back. The rows go
 * as JSON texts, so that the statement is the same for any number of them.
 */
export const postgresqlJournalQueries: JournalQueries = {
  async add(db, changes, entries) {
    await sql`
      with streamed as (
        insert into changes
          (control_plane_id, revision, type, entity_id, operation, before, after, at, user_id, token_name)
        select control_plane_id, revision, type, entity_id, operation, before, after, at, user_id, token_name
        from json_to_recordset(${JSON.stringify(changes)}::json) as given (
          control_plane_id text, revision bigint, type text, entity_id text, operation text,
          before text, after text, at text, user_id text, token_name text
        )
      )
      insert into audit
        (organization_id, control_plane_id, type, entity_id, operation, before, after, at, user_id, token_name,
         request_id)
      select organization_id, control_plane_id, type, entity_id, operation, before, after, at, user_id, token_name,
        request_id
      from json_to_recordset(${JSON.stringify(entries)}::json) as given (
        organization_id text, control_plane_id text, type text, entity_id text, operation text,
        before text, after text, at text, user_id text, token_name text, request_id text
      )`.execute(db);
  },
};
