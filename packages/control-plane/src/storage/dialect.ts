import { type ColumnDefinitionBuilder, type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely';

/** Whether this is PostgreSQL; otherwise it is SQLite. */
function isPostgresql<Schema>(db: Kysely<Schema>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** The type of a column that numbers its rows: SQLite numbers only what is called exactly `integer`. */
export function rowNumberType<Schema>(db: Kysely<Schema>): 'bigint' | 'integer' {
  return isPostgresql(db) ? 'bigint' : 'integer';
}

/** Makes a column the number of its row, given in the order of insertion and never used twice. */
export function rowNumber<Schema>(db: Kysely<Schema>) {
  return (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder =>
    isPostgresql(db) ? column.generatedAlwaysAsIdentity().primaryKey() : column.primaryKey().autoIncrement();
}

/** Ends the definition of a table that is found by its primary key alone, which SQLite then keeps as one tree. */
export function keyedTable<Schema>(db: Kysely<Schema>): RawBuilder<unknown> {
  return isPostgresql(db) ? sql`` : sql`without rowid`;
}

/** Whether a text column contains a text, exactly as it is written. */
export function textContains<Schema>(db: Kysely<Schema>, column: string, text: string): RawBuilder<boolean> {
  return isPostgresql(db)
    ? sql<boolean>`strpos(${sql.ref(column)}, ${text}) > 0`
    : sql<boolean>`instr(${sql.ref(column)}, ${text}) > 0`;
}
