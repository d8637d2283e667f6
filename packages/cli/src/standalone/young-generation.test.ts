import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

/** A program that keeps half of what it allocates, 60 MiB in all, and says how large its young generation became. */
const program = `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { boundYoungGeneration } from ${JSON.stringify(import.meta.resolve('./young-generation.ts'))};
  if (process.env.BOUND === 'yes') boundYoungGeneration();
  const kept = [];
  for (let count = 0; count < 30_000; count += 1) {
    kept.push(Array.from({ length: 256 }, (_, index) => index));
    if (count % 2 === 0) kept.pop();
  }
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.log(young.space_size / 1024 / 1024);
`;

async function youngMiB(bound: 'yes' | 'no'): Promise<number> {
  const args = ['--input-type=module', '--eval', program];
  const { stdout } = await run(process.execPath, args, { env: { ...process.env, BOUND: bound } });
  return Number(stdout);
}

it('a process that keeps much of what it allocates has a small young generation, not the one that V8 would give it', async () => {
  expect(await youngMiB('yes')).toBeLessThanOrEqual(32);
  expect(await youngMiB('no')).toBeGreaterThan(32);
});
