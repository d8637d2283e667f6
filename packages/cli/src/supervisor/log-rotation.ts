import { copyFile, stat, truncate } from 'node:fs/promises';
import { hasCode } from '../state/private-file.ts';

/** A log beyond this size makes room for a new one; two are kept. */
export const maxLogBytes = 16 * 2 ** 20;

/**
 * Copies a log of more than `maxBytes` to `<file>.1` and empties it. Its writer appends, so it goes on at the
 * beginning without being told; lines written within that instant can be lost. A missing log is fine.
 */
export async function rotateLog(file: string, maxBytes: number): Promise<void> {
  try {
    if ((await stat(file)).size <= maxBytes) return;
    await copyFile(file, `${file}.1`);
    await truncate(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
