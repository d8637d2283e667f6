import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder that only its owner can look into, and those above it, where they are missing. Node's own `recursive`
 * never returns from a file system that refuses folders as if those above were missing, as `/proc` does.
 *
 * @throws the system's error, when the folder can't be made or something else has its name
 */
export function makeDataFolder(path: string): void {
  const parent = dirname(path);
  if (!existsSync(parent)) makeDataFolder(parent);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  mkdirSync(path, { mode: 0o700 });
}
