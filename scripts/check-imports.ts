import { globSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Which workspace packages each package may import, as `docs/architecture.md` draws them. */
const allowed: Record<string, readonly string[]> = {
  'kong-resources': [],
  'konnect-api': [],
  'controller-runtime': [],
  apiserver: [],
  operator: ['kong-resources', 'konnect-api', 'controller-runtime'],
  'control-plane': ['konnect-api'],
  cli: ['kong-resources', 'konnect-api', 'controller-runtime', 'apiserver', 'operator', 'control-plane'],
};

const importPattern = /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g;

/**
 * Every import under `root/packages` that goes against the direction of the packages, reaches past a
 * package's `src/index.ts`, or leaves its own folder by a relative path. One sentence each.
 */
export function wrongImports(root: string): string[] {
  const wrong: string[] = [];
  for (const file of globSync('packages/*/{src,test}/**/*.ts', { cwd: root })) {
    const importer = file.split(sep)[1] ?? '';
    for (const [, specifier = ''] of readFileSync(join(root, file), 'utf8').matchAll(importPattern)) {
      const problem = problemWith(importer, file, specifier, root);
      if (problem) wrong.push(`${file}: ${problem}`);
    }
  }
  return wrong;
}

function problemWith(importer: string, file: string, specifier: string, root: string): string | undefined {
  if (specifier.startsWith('.')) {
    const target = relative(root, join(root, file, '..', specifier));
    return target.startsWith(join('packages', importer) + sep)
      ? undefined
      : `${specifier} leaves the package; import the other package by its name`;
  }
  const [, imported, deep] = /^@sluice\/([^/]+)(\/.*)?$/.exec(specifier) ?? [];
  if (imported === undefined) return undefined;
  if (deep !== undefined) return `${specifier} reaches past the index of @sluice/${imported}`;
  const permitted = allowed[importer];
  if (permitted === undefined) return `package ${importer} has no place in the import direction yet`;
  return permitted.includes(imported) ? undefined : `${importer} must not import @sluice/${imported}`;
}
