import { jsonProgress } from './json-progress.ts';
import { plainProgress } from './plain-progress.ts';
import type { Output, Progress } from './progress.ts';
import { terminalProgress } from './terminal-progress.ts';

/** Progress on this process's own output: JSON lines, a terminal that changes in place, or plain lines. */
export function processProgress(format: 'text' | 'json'): Progress {
  const { stdout, stderr } = process;
  const output: Output = { out: (text) => stdout.write(text), err: (text) => stderr.write(text) };
  if (format === 'json') return jsonProgress(output);
  if (!stdout.isTTY || process.env['TERM'] === 'dumb') return plainProgress(output);
  return terminalProgress({
    ...output,
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    colours: stdout.hasColors(),
  });
}
