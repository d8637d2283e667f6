import { readFileSync } from 'node:fs';
import { UserError } from '../user-error.ts';

/** Where the URL of a database can come from. */
export interface DatabaseFlags {
  readonly databaseUrl: string | undefined;
  readonly databaseUrlFile: string | undefined;
}

/** The environment variable that holds the URL; unlike the command line, other users can't read it. */
const VARIABLE = 'SLUICE_DATABASE_URL';

/**
 * The URL of the PostgreSQL database to use, from a flag, a file or the environment; nothing where none is given. A
 * password on the command line is refused: everybody on the machine could read it there. No message holds the URL.
 */
export function givenDatabase(
  { databaseUrl, databaseUrlFile }: DatabaseFlags,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): { databaseUrl?: string } {
  if (databaseUrl !== undefined && databaseUrlFile !== undefined) {
    throw new UserError('Give --database-url or --database-url-file, not both.');
  }
  if (databaseUrl !== undefined) {
    if (URL.canParse(databaseUrl) && new URL(databaseUrl).password !== '') {
      throw new UserError(
        `--database-url holds a password, which everybody on this machine can read in the list of processes. ` +
          `Put the URL into the environment variable ${VARIABLE}, or into a file for --database-url-file.`,
      );
    }
    return checked(databaseUrl, '--database-url');
  }
  if (databaseUrlFile !== undefined) {
    return checked(readUrl(databaseUrlFile), `the file ${databaseUrlFile}`);
  }
  const fromEnvironment = environment[VARIABLE];
  return fromEnvironment === undefined || fromEnvironment === '' ? {} : checked(fromEnvironment, VARIABLE);
}

function readUrl(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The file of --database-url-file can't be read: ${reason}.`, { cause: error });
  }
}

function checked(url: string, source: string): { databaseUrl: string } {
  const { protocol = '' } = URL.canParse(url) ? new URL(url) : {};
  if (protocol !== 'postgresql:' && protocol !== 'postgres:') {
    throw new UserError(`The database URL in ${source} must look like postgresql://user@host:5432/name.`);
  }
  return { databaseUrl: url };
}
