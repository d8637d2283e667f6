import { command } from '../command-line/command.ts';
import { switchFlag } from '../command-line/flag-types.ts';
import { stateDirFlag } from './shared-flags.ts';

/** `sluice down`: ends a running `sluice up`. */
export const downCommand = command({
  name: 'down',
  summary: 'stop what "sluice up" runs',
  description:
    'Stops the "sluice up" that runs on the state folder, and waits until everything of it has ended. The state is ' +
    'kept for the next start unless --purge is given.',
  flags: {
    purge: switchFlag('also remove the state folder: every object, entity, certificate and token in it'),
    stateDir: stateDirFlag,
  },
  examples: [
    { command: 'sluice down', purpose: 'stop; the next "sluice up" carries on' },
    { command: 'sluice down --purge', purpose: 'stop, and forget everything' },
  ],
  async run({ stateDir, purge }) {
    const { down } = await import('../down/down.ts');
    process.stdout.write(`${await down(stateDir, purge)}\n`);
    return 0;
  },
});
