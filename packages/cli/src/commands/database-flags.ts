import { textFlag } from '../command-line/flag-types.ts';

/** Which database the control plane uses, and with which key file. */
export const databaseFlags = {
  databaseUrl: textFlag({
    argument: 'URL',
    description:
      'a PostgreSQL database (15 or later) to use instead of a file, such as postgresql://user@host:5432/name; ' +
      'with a password, put it into the environment variable SLUICE_DATABASE_URL instead',
    defaultValue: undefined,
    readsOwnVariable: true,
  }),
  databaseUrlFile: textFlag({
    argument: 'FILE',
    description: 'a file that holds the URL of the PostgreSQL database',
    defaultValue: undefined,
  }),
  secretKeyFile: textFlag({
    argument: 'FILE',
    description:
      'the file with the keys that private keys in the database are sealed with, made when it is missing; ' +
      'control-plane/secrets.key in the state folder where it is not given',
    defaultValue: undefined,
  }),
};
