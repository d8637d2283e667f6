import { expect, it } from 'vitest';
import { UserError } from '../user-error.ts';
import { parseManifests } from './parse-manifests.ts';

const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
const yaml = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;
const data = (line: string) => {
  const [manifest] = parseManifests('a.yaml', `${yaml('a')}data:\n  ${line}\n`);
  return manifest?.object;
};

it('reads the documents of a file in their order, and skips empty ones', () => {
  expect(parseManifests('a.yaml', `---\n# nothing\n---\n${yaml('one')}---\n${yaml('two')}---\n`)).toEqual([
    { source: 'a.yaml, document 2', object: configMap('one') },
    { source: 'a.yaml, document 3', object: configMap('two') },
  ]);
});

it('reads JSON, one object or several', () => {
  const one = JSON.stringify(configMap('one'), undefined, '\t');
  const two = JSON.stringify(configMap('two'));
  expect(parseManifests('a.json', one)).toEqual([{ source: 'a.json', object: configMap('one') }]);
  expect(parseManifests('a.json', `${one}\n---\n${two}`).map(({ object }) => object)).toEqual([
    configMap('one'),
    configMap('two'),
  ]);
});

it('takes the items out of a list', () => {
  const list = { apiVersion: 'v1', kind: 'List', items: [configMap('one'), configMap('two')] };
  expect(parseManifests('a.json', JSON.stringify(list))).toEqual([
    { source: 'a.json, item 1', object: configMap('one') },
    { source: 'a.json, item 2', object: configMap('two') },
  ]);
});

it.each([
  ['target: 10:30', { target: '10:30' }],
  ['target: 10.0.0.1:8000', { target: '10.0.0.1:8000' }],
  ['since: 2026-01-02', { since: '2026-01-02' }],
  ['mode: 0644', { mode: 0o644 }],
  ['on: yes', { true: true }],
  ['weight: 30', { weight: 30 }],
  ['x: {<<: {z: 1}}', { x: { z: 1 } }],
])('reads %j as kubectl does', (line, expected) => {
  expect(data(line)).toEqual({ ...configMap('a'), data: expected });
});

it.each([
  ['a: [1', /a.yaml is not valid YAML: .*line 1/],
  ['kind: A\nkind: B', /a.yaml is not valid YAML: Map keys must be unique at line 2/],
  ['just words', /a.yaml is not a Kubernetes object/],
  ['[1, 2]', /a.yaml is not a Kubernetes object/],
  ['kind: A\nmetadata: {name: a}', /a.yaml has no apiVersion; add it/],
  [`${yaml('a')}---\napiVersion: v1\nmetadata: {name: a}`, /a.yaml, document 2 has no kind/],
  ['apiVersion: v1\nkind: A', /a.yaml has no metadata.name/],
  ['apiVersion: v1\nkind: A\nmetadata: {name: 1}', /metadata.name must be a text that isn't empty, not 1/],
  ['apiVersion: v1\nkind: A\nmetadata: {name: ""}', /metadata.name must be a text that isn't empty, not ""/],
  ['apiVersion: v1\nkind: A\nmetadata: {name: a, namespace: []}', /metadata.namespace must be a text/],
  ['apiVersion: v1\nkind: List\nitems: [{kind: A}]', /a.yaml, item 1 has no apiVersion/],
])('refuses %j with file and place', (text, complaint) => {
  const parse = () => parseManifests('a.yaml', text);
  expect(parse).toThrow(UserError);
  expect(parse).toThrow(complaint);
});
