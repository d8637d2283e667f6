import { command } from '../command-line/command.ts';

/** `sluice prepare`: what an installation runs. */
export const prepareCommand = command({
  name: 'prepare',
  summary: 'compile and keep the code of all servers',
  description:
    'Loads the code of every server once, so that Node keeps it compiled in the cache of the user ' +
    '(~/.cache/sluice), and the first "sluice up" starts as fast as any. "npm install" in a clone runs it. ' +
    'Nothing is started, and nothing depends on it.',
  flags: {},
  examples: [{ command: 'sluice prepare', purpose: 'after an update' }],
  async run() {
    const { warmCodeCache } = await import('../supervisor/warm-code-cache.ts');
    await warmCodeCache();
    return 0;
  },
});
