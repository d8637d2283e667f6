import type { NodeSqliteDatabase } from './node-sqlite-database.ts';
import { compileOnce, type PrepareQuery } from './prepared-query.ts';

/**
 * Prepares queries that run on one connection at once: within the transaction that is open there, whoever began it. The
 * way through Kysely, with a mutex for the connection and half a dozen promises, takes longer than SQLite needs for most
 * of them.
 */
export function prepareOn(connection: NodeSqliteDatabase): PrepareQuery {
  return (build) => {
    const { compiled, bind } = compileOnce(build);
    return async (_db, values) => connection.rows(compiled.sql, bind(values));
  };
}
