import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const guide = readFileSync(join(docs, 'guides', 'troubleshooting.md'), 'utf8');
const reference = readFileSync(join(docs, 'reference', 'conditions.md'), 'utf8');

/** Every type and reason that the reference has of a condition that isn't True. */
function wrongConditions(): [type: string, reason: string][] {
  const rows = reference.split('\n').filter((line) => /^\| `\w+` \|/.test(line));
  const found = rows.flatMap((row) => {
    const [type = '', ...cells] = row
      .split('|')
      .map((cell) => cell.trim())
      .slice(1);
    const status = cells.findIndex((cell) => /^(True|False|Unknown)(, |$)/.test(cell));
    if (status === -1 || cells[status] === 'True') return [];
    const reasons = [...(cells[status + 1] ?? '').matchAll(/`(\w+)`/g)].map(([, reason = '']) => reason);
    return reasons.filter((reason) => reason !== 'Valid').map((reason) => `${type.slice(1, -1)} ${reason}`);
  });
  return [...new Set(found)].map((words) => words.split(' ') as [string, string]);
}

it('the reference has what is wrong with every kind of condition', () => {
  expect(wrongConditions().length).toBeGreaterThanOrEqual(25);
});

it.each(wrongConditions())('the guide says what to do about %s with the reason %s', (type, reason) => {
  const sections = guide
    .split(/^## /m)
    .filter((section) => section.split('\n', 1)[0]?.includes(`\`${type}\``));
  expect(sections.join('\n')).toContain(`\`${reason}\``);
});

it('every link within the guide leads to a heading', () => {
  const anchors = [...guide.matchAll(/^## (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
  const links = [...guide.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
  expect(links.length).toBeGreaterThan(3);
  expect(anchors).toEqual(expect.arrayContaining(links));
});
