import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { en } from './en.ts';

const root = join(import.meta.dirname, '..');
const source = globSync('**/*.{ts,vue}', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

/** What the page asks for, as patterns: a placeholder within a key (`live.${state}.label`) stands for one part of it. */
const asked = [...source.matchAll(/\bt\(\s*(['"`])([a-z][\w.${}()]*)\1/g)].map(([, , key = '']) => key);
/** Keys that are chosen by an expression stand in quotes all the same. */
const quoted = new Set([...source.matchAll(/['"]([a-z_]+(?:\.\w+)+)['"]/g)].map(([, key = '']) => key));

function keysOf(messages: object, prefix = ''): string[] {
  return Object.entries(messages).flatMap(([name, value]) =>
    typeof value === 'string' ? [`${prefix}${name}`] : keysOf(value, `${prefix}${name}.`),
  );
}

function pattern(key: string): RegExp {
  const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`^${parts.join('[^.]+')}$`);
}

const keys = keysOf(en);

it('has every message that the page asks for', () => {
  const missing = asked.filter((key) => !keys.some((known) => pattern(key).test(known)));
  expect(missing).toEqual([]);
  expect(asked.length).toBeGreaterThan(100);
});

it('has no message that nothing asks for', () => {
  const unused = keys.filter((key) => !quoted.has(key) && !asked.some((wanted) => pattern(wanted).test(key)));
  expect(unused).toEqual([]);
});

it('has no sentence outside of the messages', () => {
  const templates = globSync('**/*.vue', { cwd: root }).map((file) => ({
    file,
    template: /<template>([\s\S]*)<\/template>/.exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? '',
  }));
  for (const { file, template } of templates) {
    const text = template
      .replaceAll(/<!--[\s\S]*?-->/g, '')
      .replaceAll(/\{\{[\s\S]*?\}\}/g, '')
      .replaceAll(/<(?:"[^"]*"|[^>"])*>/g, '');
    expect
      .soft(text.match(/[A-Za-z]{2,}/g) ?? [], file)
      .toEqual(file.endsWith('sluice-logo.vue') ? ['Sluice'] : []);
    expect
      .soft(template.match(/\s(?:label|title|placeholder|message|aria-label)="[A-Z][^"]*"/g) ?? [], file)
      .toEqual([]);
  }
});
