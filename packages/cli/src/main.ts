import { runProgram } from './command-line/program.ts';
import { sluice } from './commands/sluice.ts';
import { UserError } from './user-error.ts';

if (process.env['SLUICE_LAUNCHED'] === '1') {
  // Started by a launcher on an older Node: ends when that does, also when it was killed and could hand nothing on.
  delete process.env['SLUICE_LAUNCHED'];
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

try {
  process.exitCode = await runProgram(sluice, process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`sluice: ${error.message}\n`);
  process.exitCode = 1;
}
