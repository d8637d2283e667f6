import { command } from '../command-line/command.ts';
import { stateDirFlag } from './shared-flags.ts';

/** `sluice control-plane backup`: a copy of the database file, while the server runs. */
export const controlPlaneBackupCommand = command({
  name: 'control-plane backup',
  summary: "copy the control plane's database into a file",
  description:
    'Copies the database of the state folder into a new file, at one moment, while the server may go on. Keep ' +
    'control-plane/secrets.key of the state folder with it: private keys in the copy are sealed with that key. To ' +
    'restore, put the copy back as control-plane/control-plane.db into the folder of a stopped server. A PostgreSQL ' +
    'database is backed up with its own tools.',
  flags: { stateDir: stateDirFlag },
  takes: { name: 'FILE', description: 'the file to write; it must not exist' },
  examples: [{ command: 'sluice control-plane backup copy.db', purpose: 'keep a copy' }],
  async run({ stateDir }, [file = '']) {
    const { backUp } = await import('../declarative/back-up.ts');
    return backUp(stateDir, file);
  },
});
