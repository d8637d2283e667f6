import { expect, it } from 'vitest';
import { sluice } from '../commands/sluice.ts';
import { flagName } from './flag.ts';
import { referencePage } from './reference.ts';

const page = referencePage(sluice);

it('has a section for every command and a row for every flag', () => {
  for (const { name, flags } of sluice.commands) {
    const [, section = ''] = page.split(`\n## sluice ${name}\n`);
    const own = section.split('\n## ')[0];
    for (const [key, flag] of Object.entries(flags)) expect(own).toContain(`| \`${flagName(key, flag)}`);
  }
});

it('breaks no table by a bar inside a cell', () => {
  for (const row of page.split('\n').filter((line) => line.startsWith('| `--'))) {
    expect(row.split(/(?<!\\)\|/)).toHaveLength(5);
  }
});
