import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { importCircles } from './import-circles.ts';

function packages(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'sluice-circles-'));
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, 'packages', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return root;
}

it('names the files of a circle in the order of their imports, across folders and for types, too', () => {
  const root = packages({
    'operator/src/drift/scan.ts': "import type { Entity } from '../entity/entity.ts';",
    'operator/src/entity/entity.ts': "export { status } from './status.ts';",
    'operator/src/entity/status.ts': "import { scan } from '../drift/scan.ts';",
  });
  const [scan, entity, status] = ['drift/scan.ts', 'entity/entity.ts', 'entity/status.ts'].map((name) =>
    join('packages/operator/src', name),
  );
  expect(importCircles(root)).toEqual([`${scan} → ${entity} → ${status} → ${scan}`]);
});

it('takes two ways to one file for no circle', () => {
  const root = packages({
    'cli/src/a.ts': "import { b } from './b.ts';\nimport { c } from './c.ts';",
    'cli/src/b.ts': "import { c } from './c.ts';",
    'cli/src/c.ts': "import { join } from 'node:path';",
  });
  expect(importCircles(root)).toEqual([]);
});
