import type { TestProject } from 'vitest/node';
import { startPostgresqlServer } from './postgresql.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that tests make their databases on; absent where they run on SQLite. */
    postgresqlUrl?: string;
  }
}

/** Gives the tests of a project a PostgreSQL server, for as long as they run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgresqlServer({ durable: false });
  project.provide('postgresqlUrl', server.url);
  return () => server.stop();
}
