import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { addObjectMetrics } from './object-metrics.ts';

type Conditions = Record<string, string>;

const withConditions = (conditions: Conditions) => ({
  status: { conditions: Object.entries(conditions).map(([type, status]) => ({ type, status })) },
});

/** What is served of these targets, by condition and status. */
async function served(objects: readonly object[]): Promise<Record<string, number>> {
  const registry = new Registry();
  addObjectMetrics(registry, () => [
    { kind: 'KongTarget', mainCondition: 'Programmed', objects: () => objects },
  ]);
  const text = await registry.metrics();
  const samples = text.matchAll(
    /^sluice_objects\{kind="KongTarget",condition="(\w+)",status="(\w+)"\} (\d+)$/gm,
  );
  return Object.fromEntries(
    [...samples].map(([, type, status, count]) => [`${type}=${status}`, Number(count)]),
  );
}

it('counts each condition of each object by its status', async () => {
  const objects = [
    withConditions({ Programmed: 'True', KongUpstreamRefValid: 'True' }),
    withConditions({ Programmed: 'True', KongUpstreamRefValid: 'True' }),
    withConditions({ Programmed: 'False', KongUpstreamRefValid: 'False' }),
  ];
  expect(await served(objects)).toEqual({
    'Programmed=True': 2,
    'Programmed=False': 1,
    'Programmed=Unknown': 0,
    'KongUpstreamRefValid=True': 2,
    'KongUpstreamRefValid=False': 1,
    'KongUpstreamRefValid=Unknown': 0,
  });
});

it('counts objects that nobody has looked at, and says of none that there is none', async () => {
  expect(await served([{}, { status: {} }])).toMatchObject({ 'Programmed=Unknown': 2 });
  expect(await served([])).toEqual({ 'Programmed=True': 0, 'Programmed=False': 0, 'Programmed=Unknown': 0 });
});

it('forgets conditions that nobody has any more', async () => {
  const registry = new Registry();
  const objects = [withConditions({ Adopted: 'True' })];
  addObjectMetrics(registry, () => [
    { kind: 'KongTarget', mainCondition: 'Programmed', objects: () => objects },
  ]);
  expect(await registry.metrics()).toContain('Adopted');
  objects.pop();
  expect(await registry.metrics()).not.toContain('Adopted');
});
