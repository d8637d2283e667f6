import { expect, it, onTestFinished } from 'vitest';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { guide, target } from './support/guide-manifests.ts';
import { startGuideWorld } from './support/guide-world.ts';

const addresses = Array.from({ length: 200 }, (_, at) => `10.0.${Math.floor(at / 100)}.${at % 100}`);
const manyTargets = addresses.map((address, at) => target(`target-${at}`, address, 1)).join('---');

it('an operator that is killed in the middle of 200 creates makes exactly 200 entities', async () => {
  const { kubectl, ready, stop } = await startGuideWorld();
  onTestFinished(async () => void (await stop()));
  const api = new ControlPlaneApi(ready.controlPlane);
  await kubectl.apply([guide.controlPlane, guide.upstream].join('---'));
  await kubectl.programmed('kongupstream', 'upstream');

  const applied = kubectl.apply(manyTargets);
  await expect
    .poll(async () => (await api.entities('gateway-control-plane', 'targets')).length, {
      interval: 20,
      timeout: 60_000,
    })
    .toBeGreaterThan(20);
  process.kill(ready.pids.operator, 'SIGKILL');
  await applied;
  await kubectl.ok(['wait', '--for=condition=Programmed', 'kongtarget', '--all', '--timeout=120s']);

  const targets = await api.entities('gateway-control-plane', 'targets');
  expect(targets.map((entity) => entity.target).sort()).toEqual(
    addresses.map((address) => `${address}:8000`).sort(),
  );
  const uids = (await kubectl.list('kongtarget')).map(({ metadata }) => `k8s-uid:${metadata.uid}`);
  const tagged = targets.map(({ tags = [] }) => tags.find((tag) => tag.startsWith('k8s-uid:')));
  expect(tagged.sort()).toEqual(uids.sort());
});

it('a restart in the middle of the guide loses nothing, doubles nothing, and writes nothing that is not needed', async () => {
  const first = await startGuideWorld();
  onTestFinished(async () => void (await first.stop()));
  await first.kubectl.apply([guide.targetA, guide.targetB, guide.upstream].join('---'));
  expect(await first.stop()).toBe(0);

  const second = await startGuideWorld(first.up.stateDir);
  onTestFinished(async () => void (await second.stop()));
  expect(second.ready.controlPlane.url).toBe(first.ready.controlPlane.url);
  await second.kubectl.apply(guide.controlPlane);
  for (const name of ['target-a', 'target-b']) await second.kubectl.programmed('kongtarget', name);
  const programmed = await second.kubectl.list('kongtarget');
  expect(await second.stop()).toBe(0);

  const third = await startGuideWorld(first.up.stateDir);
  onTestFinished(async () => void (await third.stop()));
  // An object made after the start shows that the operator has been at work; the others stay as they were.
  await third.kubectl.apply(target('later', '10.0.0.3', 1));
  await third.kubectl.programmed('kongtarget', 'later');
  const after = (await third.kubectl.list('kongtarget')).filter(({ metadata }) => metadata.name !== 'later');
  expect(after).toEqual(programmed);
  const api = new ControlPlaneApi(third.ready.controlPlane);
  expect(await api.entities('gateway-control-plane', 'upstreams')).toHaveLength(1);
  expect(await api.entities('gateway-control-plane', 'targets')).toHaveLength(3);
});
