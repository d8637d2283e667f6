import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const importPattern = /from '(\.[^']+)'/g;

/**
 * Circles of imports among the files below `root/packages`, those of types included, as `a.ts → b.ts → a.ts`: such files
 * can only be understood together. Of circles that share files, some may show only when others are gone.
 */
export function importCircles(root: string): string[] {
  const files = new Set(globSync('packages/*/src/**/*.ts', { cwd: root }));
  const circles: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): void => {
    const seenAt = way.indexOf(file);
    if (seenAt >= 0) circles.push([...way.slice(seenAt), file].join(' → '));
    if (seenAt >= 0 || done.has(file)) return;
    way.push(file);
    for (const imported of importsOf(root, file)) if (files.has(imported)) visit(imported);
    way.pop();
    done.add(file);
  };
  for (const file of [...files].sort()) visit(file);
  return circles;
}

function importsOf(root: string, file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return Array.from(text.matchAll(importPattern), ([, specifier = '']) => join(file, '..', specifier));
}
