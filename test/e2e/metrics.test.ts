import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { guide } from './support/guide-manifests.ts';
import { startGuideWorld } from './support/guide-world.ts';
import { getText } from './support/https-json.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/reference/metrics.md'), 'utf8');

/** The names in the table below a heading of the reference page. */
function documented(server: string): string[] {
  const [, section = ''] = page.split(`## ${server}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
}

/** The names in an answer in Prometheus' text format, without the suffixes of a histogram's parts. */
function served(text: string): string[] {
  return [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name);
}

it('every documented metric is served, and counts what the guide costs', async () => {
  const { kubectl, ready, stop } = await startGuideWorld();
  onTestFinished(async () => void (await stop()));
  await kubectl.apply(Object.values(guide).join('---'));
  for (const name of ['target-a', 'target-b']) await kubectl.programmed('kongtarget', name);

  const apiserver = await kubectl.ok(['get', '--raw', '/metrics']);
  const controlPlane = await getText(ready.metrics.controlPlane, ready.controlPlane);
  const operator = await (await fetch(ready.metrics.operator)).text();
  expect(served(apiserver)).toEqual(expect.arrayContaining(documented('API server')));
  expect(served(controlPlane)).toEqual(expect.arrayContaining(documented('Control plane')));
  expect(served(operator)).toEqual(expect.arrayContaining(documented('Operator')));

  // Two targets: a finalizer and a status each in the cluster, a PUT each in the control plane.
  const patches = [...apiserver.matchAll(/^apiserver_request_total\{(.*)\} (\d+)$/gm)]
    .filter(([, labels = '']) => labels.includes('verb="PATCH"') && labels.includes('resource="kongtargets"'))
    .reduce((total, [, , count]) => total + Number(count), 0);
  expect(patches).toBe(4);
  const puts = [...controlPlane.matchAll(/^http_request_duration_seconds_count\{(.*)\} (\d+)$/gm)]
    .filter(([, labels = '']) => labels.includes('method="PUT"') && labels.includes('/targets/'))
    .reduce((total, [, , count]) => total + Number(count), 0);
  expect(puts).toBe(2);
});
