import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** More than the program has fixed statements; only lists with unusual filters come and go. */
const MAX_PREPARED_STATEMENTS = 300;

/**
 * A connection of Node's own SQLite in the shape that Kysely's dialect asks for. Statements are prepared once and
 * kept, because preparing costs more than running most of ours.
 */
export class NodeSqliteDatabase implements SqliteDatabase {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  prepare(sql: string): SqliteStatement {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) {
      return kept;
    }
    if (this.#statements.size >= MAX_PREPARED_STATEMENTS) {
      this.#statements.clear();
    }
    const statement = adapt(this.#connection.prepare(sql));
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Runs a statement, and answers the rows that it yields. */
  rows<Row>(sql: string, parameters: readonly unknown[]): Row[] {
    const statement = this.prepare(sql);
    if (statement.reader) {
      return statement.all(parameters) as Row[];
    }
    statement.run(parameters);
    return [];
  }

  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }
}

function adapt(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
  };
}
