import { runProgram } from './command-line/program.ts';
import { sluice } from './commands/sluice.ts';
import { UserError } from './user-error.ts';

if (process.env['SLUICE_LAUNCHED'] === '1') {
  // Started by a launcher on an older Node: ends when that does, also when it was killed and could hand nothing on.
  delete process.env['SLUICE_LAUNCHED'];
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

// Whoever read what is printed has seen enough, as `head` does: no reason for a server to end, nor for a stack.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  process.exitCode = await runProgram(sluice, process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`sluice: ${error.message}\n`);
  process.exitCode = 1;
}
