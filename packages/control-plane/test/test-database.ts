import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { inject, onTestFinished } from 'vitest';
import type { Database } from '../src/storage/database.ts';
import { openPostgresqlDatabase } from '../src/storage/postgresql-database.ts';
import { openSqliteDatabase } from '../src/storage/sqlite-database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that tests make their databases on; absent where they run on SQLite. */
    postgresqlUrl?: string;
  }
}

const postgresqlUrl = inject('postgresqlUrl');

/** Whether these tests run on PostgreSQL; otherwise on SQLite. */
export const onPostgresql: boolean = postgresqlUrl !== undefined;

/** A database that belongs to a folder: a file in it, or a PostgreSQL database of its name. */
export interface DatabaseOptions {
  dataDir: string;
  databaseUrl?: string;
}

/** A folder that is removed after the test, with the database that belongs to it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'control-plane-'));
  onTestFinished(async () => {
    await removeDatabase(folder);
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

/** How to start a control plane on the folder's database, which is made when it is missing. */
export async function databaseOptions(dataDir: string): Promise<DatabaseOptions> {
  if (postgresqlUrl === undefined) {
    return { dataDir };
  }
  const name = databaseName(dataDir);
  await asSuperuser(async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      await client.query(`create database ${name}`);
    }
  });
  return { dataDir, databaseUrl: `${postgresqlUrl}/${name}` };
}

/** Opens the folder's database as the server does. */
export async function openTestDatabase(folder: string): Promise<Database> {
  const { databaseUrl } = await databaseOptions(folder);
  return databaseUrl === undefined
    ? openSqliteDatabase(folder)
    : openPostgresqlDatabase(databaseUrl, (error) => {
        throw error;
      });
}

/** Runs a statement past the server, and answers its rows. */
export async function queryDatabase(folder: string, statement: string): Promise<unknown[]> {
  const { databaseUrl } = await databaseOptions(folder);
  if (databaseUrl === undefined) {
    const database = new DatabaseSync(join(folder, 'control-plane.db'));
    try {
      return database.prepare(statement).all();
    } finally {
      database.close();
    }
  }
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Removes the PostgreSQL database that belongs to a folder; a file goes with its folder. */
export async function removeDatabase(folder: string): Promise<void> {
  if (postgresqlUrl !== undefined) {
    await asSuperuser((client) =>
      client.query(`drop database if exists ${databaseName(folder)} with (force)`),
    );
  }
}

async function asSuperuser(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: `${postgresqlUrl}/postgres` });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Folders of one name don't exist twice; only letters of both cases would, which are told apart by their codes. */
function databaseName(folder: string): string {
  return `t_${Buffer.from(basename(folder)).toString('hex')}`;
}
