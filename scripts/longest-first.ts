import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The end-to-end tests that take longest, longest first. What isn't named here takes less, and needn't be.
 */
export const longest: readonly string[] = [
  'kubectl-document',
  'page-accessibility',
  'up',
  'chart',
  'failover',
  'every-condition',
  'crash',
  'conversion-rotation',
  'events',
  'page-sign-in',
  'page-upstreams',
  'cluster-guides',
  'installed-package',
  'ways-out',
  'conformance-elsewhere',
  'outage',
  'application-order',
];

/**
 * Begins with what takes longest, so that no core is idle at the end while one waits for it: the end-to-end tests, which
 * take minutes and mostly wait, and of them the longest; then all others, which take the processor and end one by one.
 * Files of one project stay together, as only neighbours share a process.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((left, right) => rankOf(left) - rankOf(right));
  }
}

/** Where a file stands among all; those of one rank keep the order that Vitest gives them. */
function rankOf({ project, moduleId }: TestSpecification): number {
  if (project.name !== 'e2e') return longest.length + 1;
  const rank = longest.indexOf(basename(moduleId, '.test.ts'));
  return rank === -1 ? longest.length : rank;
}
