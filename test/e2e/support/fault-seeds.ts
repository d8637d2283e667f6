import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { FaultRun } from './fault-run.ts';
import { type FaultWorld, startFaultWorld } from './fault-world.ts';

/** Enough that one works while another waits; more would only take from each other what time they have. */
const seedsSideBySide = 3;
/** A run takes seconds; on a machine that is busy with other things, many more. */
const seedTimeoutMs = 300_000;

/**
 * Tests that after all that goes wrong has ended, cluster and control plane are equal within two sync periods. One file
 * tests every other seed, so that two processors share them, and several seeds run side by side, as most of a run is
 * waiting. SLUICE_FAULT_SEEDS=17 makes the run of one seed again, alone; SLUICE_FAULT_SEEDS=1-1000 makes many, and
 * SLUICE_FAULT_SEEDS=17,44 these. The name of a failing test has its seed.
 */
export function testSeeds(which: 'even' | 'odd'): void {
  const seeds = seedsIn(process.env['SLUICE_FAULT_SEEDS'] ?? '1-50').filter(
    (seed) => seed % 2 === (which === 'even' ? 0 : 1),
  );
  vi.setConfig({ maxConcurrency: seedsSideBySide });
  let world: FaultWorld;
  /** The runs that are over, until what is left of their operators has ended. */
  const over: Promise<void>[] = [];
  beforeAll(async () => {
    world = await startFaultWorld();
  });
  afterAll(async () => {
    await Promise.all(over);
    await world?.stop();
  });
  describe.skipIf(seeds.length === 0)('after all that goes wrong has ended, both are equal', () => {
    it.concurrent.each(seeds)(
      'seed %i',
      async (seed) => {
        const run = await FaultRun.start(world, seed);
        await testRun(run, seed).finally(() => void over.push(run.stop()));
      },
      seedTimeoutMs,
    );
  });
}

/** The seeds that are named one by one, or as ranges with both ends in. */
function seedsIn(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const [first = 1, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}

async function testRun(run: FaultRun, seed: number): Promise<void> {
  try {
    await run.chaos();
    await run.calm();
    await run.converge();
    await run.deleteAll();
  } catch (error) {
    console.error(`SLUICE_FAULT_SEEDS=${seed} failed.\n${await run.report()}`);
    throw error;
  }
}
