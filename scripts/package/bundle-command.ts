import { join } from 'node:path';
import { rolldown } from 'rolldown';

const source = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'src');

/** The files that a process starts with: the command, and each component that `sluice up` runs. */
const input = {
  main: join(source, 'main.ts'),
  'component-main': join(source, 'supervisor', 'component-main.ts'),
};

/**
 * Bundles the workspaces' sources into JavaScript in `folder`, because Node strips no types below `node_modules`.
 * What comes from npm stays outside, and what is loaded only when needed stays so. Resolves with the names of the
 * npm packages that the code imports, sorted; rejects when a source can't be found or parsed.
 */
export async function bundleCommand(folder: string): Promise<string[]> {
  const bundle = await rolldown({ input, platform: 'node', external: isFromNpm });
  const { output } = await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  });
  await bundle.close();
  const ownFiles = new Set(output.map(({ fileName }) => fileName));
  const imported = output
    .flatMap((file) => (file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : []))
    .filter((id) => !ownFiles.has(id) && isFromNpm(id));
  return [...new Set(imported.map(packageOf))].sort();
}

/** Whether an import names a package that is neither one of the workspaces nor Node's own. */
function isFromNpm(id: string): boolean {
  return /^(@[\w-]+\/)?[\w-]/.test(id) && !id.startsWith('@sluice/') && !id.startsWith('node:');
}

/** `@fastify/static` of `@fastify/static/types`. */
function packageOf(id: string): string {
  return id.split('/', id.startsWith('@') ? 2 : 1).join('/');
}
