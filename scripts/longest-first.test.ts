import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longest } from './longest-first.ts';

test.each(longest)('%s is an end-to-end test', (name) => {
  expect(existsSync(join(import.meta.dirname, '..', 'test', 'e2e', `${name}.test.ts`))).toBe(true);
});
