import { MemoryJournal } from '../../test/server/memory-journal.ts';
import type { KubeObject } from '../kube-object.ts';
import { configMap } from '../registry/built-ins/config-map.ts';
import type { ResourceVersion } from '../registry/resource-version.ts';
import { ObjectStore } from '../storage/object-store.ts';
import { WebhookClient } from '../webhook/webhook-client.ts';
import { WebhookConverter } from './webhook-converter.ts';

/** A version to convert to; its schema doesn't matter here. */
export const someVersion: ResourceVersion = configMap.storageVersion;

/** A converter without a webhook: marks what it converts, and fails for objects called `broken`. */
export class FakeConverter extends WebhookConverter {
  /** The names of the objects of each request. */
  readonly requests: string[][] = [];
  /** Requests wait for this. */
  gate: Promise<void> = Promise.resolve();

  constructor() {
    const store = new ObjectStore(new MemoryJournal({ revision: 0, objects: [] }));
    super(new WebhookClient(store), { url: 'https://127.0.0.1' }, 'v1');
  }

  override async convert(objects: readonly KubeObject[], version: ResourceVersion): Promise<KubeObject[]> {
    this.requests.push(objects.map(({ metadata }) => metadata.name ?? ''));
    await this.gate;
    if (objects.some(({ metadata }) => metadata.name === 'broken')) throw new Error('broken');
    return objects.map((object) => ({ ...object, apiVersion: version.apiVersion, isConverted: true }));
  }
}
