import { setTimeout as delay } from 'node:timers/promises';
import { parseMetrics, sum } from '../support/prometheus.ts';
import type { LocalSluice } from '../support/sluice-up.ts';

const lookAgainMs = 50;

/**
 * Kills the operator, which `sluice up` starts again. Resolves with the seconds until the new one has looked at every
 * one of so many objects.
 */
export async function restartOperator({ ready }: LocalSluice, objects: number): Promise<number> {
  const killedAt = performance.now();
  process.kill(ready.pids.operator ?? 0, 'SIGKILL');
  while (!(await hasLookedAt(ready.metrics.operator, objects))) await delay(lookAgainMs);
  return (performance.now() - killedAt) / 1000;
}

async function hasLookedAt(metrics: string, objects: number): Promise<boolean> {
  // Nobody listens until it is back.
  const text = await fetch(metrics).then(
    (response) => response.text(),
    () => '',
  );
  const samples = parseMetrics(text);
  const looked = sum(samples, 'controller_runtime_reconcile_total');
  return looked >= objects && sum(samples, 'workqueue_depth') === 0;
}
