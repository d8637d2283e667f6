import type { Compilable, CompiledQuery, Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Stands in a query for a value that is given when the query is run. */
export type Slot<Values> = <Name extends keyof Values & string>(name: Name) => Values[Name];

/** A query that was built and compiled once. */
export type PreparedQuery<Values, Row> = (db: Kysely<Tables>, values: Values) => Promise<Row[]>;

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A query of Kysely's in the form in which a database takes it. */
export interface CompiledOnce<Values, Row> {
  readonly compiled: CompiledQuery<Row>;
  /** The parameters of the query, in their order, with these values in the slots. */
  bind(values: Values): unknown[];
}

/**
 * Compiles a query of Kysely's once and runs it with other values each time. Building and compiling cost more than
 * SQLite needs to answer, which counts where a query runs thousands of times a second. The query stays type-checked:
 * a slot has the type of its value.
 *
 * @example
 * const byId = prepareQuery((slot: Slot<{ id: string }>) =>
 *   db.selectFrom('users').select('email').where('id', '=', slot('id')));
 * const [user] = await byId(db, { id: '…' });
 */
export function prepareQuery<Values extends object, Row>(
  build: (slot: Slot<Values>) => Compilable<Row>,
): PreparedQuery<Values, Row> {
  const { compiled, bind } = compileOnce(build);
  return async (db, values) => {
    const query: CompiledQuery<Row> = { ...compiled, parameters: bind(values) };
    return (await db.executeQuery(query)).rows;
  };
}

/** What prepares queries: `prepareQuery`, or what runs them in another way. */
export type PrepareQuery = typeof prepareQuery;

/** Builds and compiles a query, for who runs it past Kysely. */
export function compileOnce<Values extends object, Row>(
  build: (slot: Slot<Values>) => Compilable<Row>,
): CompiledOnce<Values, Row> {
  const compiled = build(slotFor).compile();
  return {
    compiled,
    bind: (values) =>
      compiled.parameters.map((parameter) =>
        parameter instanceof Placeholder ? values[parameter.name as keyof Values] : parameter,
      ),
  };
}

/** The placeholder passes for the value: Kysely hands parameters on as they are. */
function slotFor(name: string): never {
  return new Placeholder(name) as never;
}
