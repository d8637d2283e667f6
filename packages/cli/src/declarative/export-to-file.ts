import { stringify } from 'yaml';
import { writePrivateFile } from '../state/private-file.ts';
import { type ServerFlags, withControlPlane } from './server.ts';

/** Writes a control plane into a file that only its owner can read. Resolves with the exit code. */
export async function exportToFile(
  flags: ServerFlags & { readonly controlPlane: string },
  file: string,
): Promise<number> {
  const document = await withControlPlane(flags, flags.controlPlane, (client) => client.export());
  const text = stringify(document);
  if (file === '-') {
    process.stdout.write(text);
  } else {
    writePrivateFile(file, text);
    process.stdout.write(`Wrote ${flags.controlPlane} to ${file}\n`);
  }
  return 0;
}
