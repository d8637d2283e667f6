import { command } from '../command-line/command.ts';
import { switchFlag } from '../command-line/flag-types.ts';
import { databaseFlags } from './database-flags.ts';
import { stateDirFlag } from './shared-flags.ts';

/** `sluice control-plane rotate-secret-key`: another key for the private keys in the database. */
export const controlPlaneRotateSecretKeyCommand = command({
  name: 'control-plane rotate-secret-key',
  summary: "seal the control plane's private keys with a new key",
  description:
    'Puts a new key on top of those in the key file, and seals everything in the database with it. Stop the control ' +
    'plane first, on PostgreSQL all that share the database, and give each the new file before it starts again. The ' +
    'earlier keys stay in the file, for backups of the database that were sealed with them, unless they are to be ' +
    'dropped. After a crash, do it again.',
  flags: {
    stateDir: stateDirFlag,
    ...databaseFlags,
    dropOldKeys: switchFlag('remove the earlier keys from the file once nothing is sealed with them'),
  },
  examples: [
    { command: 'sluice control-plane rotate-secret-key', purpose: 'seal with a new key' },
    {
      command: 'sluice control-plane rotate-secret-key --drop-old-keys',
      purpose: 'after a key was seen by somebody: leave nothing that it opens',
    },
  ],
  async run(options) {
    const { rotateKey } = await import('../standalone/rotate-key.ts');
    return rotateKey(options);
  },
});
