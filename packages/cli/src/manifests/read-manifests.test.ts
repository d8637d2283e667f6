import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readManifests } from './read-manifests.ts';

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-manifests-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const object = (name: string, more = '') =>
  `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}${more}}}`;

const names = (paths: string[]) => readManifests(paths).map((manifest) => manifest.object.metadata.name);

it('reads the manifests directly in a folder, by their names', () => {
  const json = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } });
  const folder = folderWith({
    'c.json': json,
    'b.yml': object('b'),
    'a.yaml': object('a'),
    'notes.txt': 'nothing',
  });
  mkdirSync(join(folder, 'deeper.yaml'));
  expect(names([folder])).toEqual(['a', 'b', 'c']);
});

it('reads files of any name in the order in which they are given', () => {
  const folder = folderWith({ b: object('b'), 'a.txt': object('a') });
  expect(names([join(folder, 'b'), join(folder, 'a.txt')])).toEqual(['b', 'a']);
});

it('refuses an object that is there twice, also when one names its namespace', () => {
  const folder = folderWith({ 'a.yaml': object('one'), 'b.yaml': object('one', ', namespace: default') });
  expect(() => readManifests([folder])).toThrow(/b.yaml has the ConfigMap one again that is in .*a.yaml/);
});

it('takes the same name in another namespace', () => {
  const folder = folderWith({ 'a.yaml': object('one'), 'b.yaml': object('one', ', namespace: other') });
  expect(readManifests([folder])).toHaveLength(2);
});

it('refuses what is not there, and a folder without manifests', () => {
  const folder = folderWith({ 'notes.txt': '' });
  expect(() => readManifests([join(folder, 'missing.yaml')])).toThrow(
    /There are no manifests at .*missing.yaml/,
  );
  expect(() => readManifests([folder])).toThrow(/has no .yaml, .yml or .json file/);
});
