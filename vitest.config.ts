import { configDefaults, defineConfig } from 'vitest/config';

/** A wait ends with its condition. These bound one that never holds, on a machine that is busy with three other files. */
const patience = { hookTimeout: 120_000, expect: { poll: { timeout: 30_000 } } };

export default defineConfig({
  test: {
    // The end-to-end tests wait for other processes more than they work: one worker a core would leave it idle.
    maxWorkers: 4,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: [...configDefaults.exclude, '**/*.postgresql.test.ts'],
          testTimeout: 60_000,
          ...patience,
        },
      },
      {
        test: {
          name: 'control plane on PostgreSQL',
          include: ['packages/control-plane/src/**/*.test.ts', 'packages/control-plane/test/**/*.test.ts'],
          globalSetup: ['scripts/postgresql-for-tests.ts'],
          testTimeout: 60_000,
          ...patience,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          ...patience,
        },
      },
    ],
  },
});
