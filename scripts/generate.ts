/**
 * Writes every file that is made from code: CRD manifests and reference pages. With `--check` it writes
 * nothing and fails when a file on disk isn't what it would write.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generated-files.ts';

const root = join(import.meta.dirname, '..');
const checkOnly = process.argv.includes('--check');
const stale: string[] = [];

for (const [path, content] of await generatedFiles()) {
  const file = join(root, path);
  if (readExisting(file) === content) continue;
  if (checkOnly) {
    stale.push(path);
    continue;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  console.log(`wrote ${path}`);
}

if (stale.length > 0) {
  console.error(`These generated files are stale; run \`npm run generate\`:\n  ${stale.join('\n  ')}`);
  process.exit(1);
}

function readExisting(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
