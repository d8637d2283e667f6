import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { wrongImports } from './check-imports.ts';

function repository(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'sluice-imports-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

it('lets a package import what the architecture lets it import', () => {
  const root = repository({
    'packages/operator/src/a.ts':
      "import { x } from '@sluice/konnect-api';\nimport './b.ts';\nimport 'node:fs';",
  });
  expect(wrongImports(root)).toEqual([]);
});

it.each([
  [
    'against the direction',
    'control-plane',
    "import { x } from '@sluice/kong-resources';",
    'must not import',
  ],
  ['past an index', 'operator', "import { x } from '@sluice/konnect-api/src/client.ts';", 'reaches past'],
  [
    'out of the package',
    'operator',
    "import { x } from '../../konnect-api/src/index.ts';",
    'leaves the package',
  ],
  ['dynamically against the direction', 'apiserver', "await import('@sluice/operator');", 'must not import'],
  ['from an unknown package', 'newcomer', "import '@sluice/konnect-api';", 'no place'],
])('names an import that goes %s', (_case, importer, source, complaint) => {
  const root = repository({ [`packages/${importer}/src/a.ts`]: source });
  expect(wrongImports(root)).toEqual([expect.stringContaining(complaint)]);
});
