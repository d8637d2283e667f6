import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  allTargetsPath,
  createKonnectClient,
  type KonnectClient,
  type Target,
  targetsPath,
} from '@sluice/konnect-api';
import type { LocalSluice } from '../support/sluice-up.ts';

const pageSize = 1000;
const editsAtATime = 16;
/** A weight that no target of the benchmark has. */
const wrongWeight = 777;
const lookAgainMs = 100;

/** Changes the weights of so many targets behind the operator's back; resolves with the seconds until all are mended. */
export async function mendDrift(sluice: LocalSluice, count: number): Promise<number> {
  const client = byHand(sluice);
  try {
    const { data } = await client.listControlPlanes({ name: 'bench' });
    const controlPlaneId = data[0]?.id ?? '';
    const targets = await all(client, controlPlaneId);
    const victims = targets
      .filter((_, index) => index % Math.floor(targets.length / count) === 0)
      .slice(0, count);
    const queue = victims.values();
    const edit = async () => {
      for (const { id = '', upstream, target, tags } of queue) {
        const collection = targetsPath(controlPlaneId, upstream?.id ?? '');
        await client.putEntity(collection, id, { target, tags, weight: wrongWeight });
      }
    };
    await Promise.all(Array.from({ length: editsAtATime }, edit));
    const editedAt = performance.now();
    while ((await all(client, controlPlaneId)).some(({ weight }) => weight === wrongWeight))
      await delay(lookAgainMs);
    return (performance.now() - editedAt) / 1000;
  } finally {
    await client.close();
  }
}

async function all(client: KonnectClient, controlPlaneId: string): Promise<Target[]> {
  const targets: Target[] = [];
  const pages = client.iterateEntities<Target>(allTargetsPath(controlPlaneId), { size: pageSize });
  for await (const target of pages) targets.push(target);
  return targets;
}

/** A client of the control plane, as somebody who edits by hand. */
export function byHand({ ready }: LocalSluice): KonnectClient {
  const { url, caFile, tokenFile } = ready.controlPlane;
  return createKonnectClient({
    serverUrl: url,
    token: readFileSync(tokenFile, 'utf8').trim(),
    ca: readFileSync(caFile, 'utf8'),
    userAgent: 'sluice-bench',
  });
}
