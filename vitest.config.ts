import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/longest-first.ts';

// The processes of the tests, and those that they start, compile what they load once for all.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'sluice', 'code');

/** A wait ends with its condition. These bound one that never holds, on a machine that is busy with three other files. */
const patience = { hookTimeout: 120_000, expect: { poll: { timeout: 30_000 } } };

/**
 * Files that share a process load what they import once, which is half of the processor time of most. Whatever such a file
 * or what it imports registers is registered for every file: hooks belong into a test file or a setup file, or are
 * `onTestFinished`.
 */
const inSharedProcesses = { isolate: false };

/** The runs with faults begin and have the machine to themselves, as how long they take is held to three minutes. */
const faults = 'test/e2e/faults-*.test.ts';

const afterFaults = { sequence: { groupOrder: 1 } };

const endToEnd = { testTimeout: 180_000, ...patience };

const controlPlane = {
  include: ['packages/control-plane/src/**/*.test.ts', 'packages/control-plane/test/**/*.test.ts'],
  setupFiles: ['packages/control-plane/test/close-scenes.ts'],
  testTimeout: 60_000,
  ...patience,
  ...inSharedProcesses,
  ...afterFaults,
};

export default defineConfig({
  test: {
    // The end-to-end tests wait for other processes more than they work: one worker a core would leave it idle.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: [...configDefaults.exclude, 'packages/control-plane/**'],
          testTimeout: 60_000,
          ...patience,
          ...inSharedProcesses,
          ...afterFaults,
        },
      },
      {
        test: {
          name: 'control plane on SQLite',
          ...controlPlane,
          exclude: [...configDefaults.exclude, '**/*.postgresql.test.ts'],
        },
      },
      {
        test: {
          name: 'control plane on PostgreSQL',
          ...controlPlane,
          globalSetup: ['scripts/postgresql-for-tests.ts'],
        },
      },
      {
        test: {
          name: 'faults',
          include: [faults],
          ...endToEnd,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [...configDefaults.exclude, faults],
          ...endToEnd,
          ...afterFaults,
        },
      },
    ],
  },
});
