import type { KubeObject } from '../kube-object.ts';
import type { ResourceVersion } from '../registry/resource-version.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';
import type { WebhookConverter } from './webhook-converter.ts';

type ByVersion<Value> = WeakMap<StoredEntry, Map<ResourceVersion, Value>>;

/**
 * What webhooks have made of stored objects. A state of an object never changes, so each is converted once for every
 * version that somebody reads it in, and the result lives as long as the state does. Who asks while a conversion is
 * under way waits for that one.
 */
export class ConvertedEntries {
  readonly #converter: WebhookConverter;
  readonly #converted: ByVersion<string> = new WeakMap();
  readonly #underWay: ByVersion<Promise<void>> = new WeakMap();

  constructor(converter: WebhookConverter) {
    this.#converter = converter;
  }

  /** A converted object as JSON; undefined when it isn't there yet. */
  get(entry: StoredEntry, version: ResourceVersion): string | undefined {
    return this.#converted.get(entry)?.get(version);
  }

  set(entry: StoredEntry, version: ResourceVersion, json: string): void {
    put(this.#converted, entry, version, json);
  }

  /**
   * Sees to it that entries can be had in a version: one request for all that are missing.
   *
   * @returns undefined when all are there already
   * @throws ApiError 500 (as a rejection) when one of them can't be converted
   */
  load(entries: readonly StoredEntry[], version: ResourceVersion): Promise<void> | undefined {
    const missing = entries.filter((entry) => this.get(entry, version) === undefined);
    if (missing.length === 0) return undefined;
    return this.#loadMissing(missing, version);
  }

  async #loadMissing(entries: readonly StoredEntry[], version: ResourceVersion): Promise<void> {
    const others = new Set<Promise<void>>();
    const own = entries.filter((entry) => {
      const promise = this.#underWay.get(entry)?.get(version);
      if (promise !== undefined) others.add(promise);
      return promise === undefined;
    });
    if (own.length > 0) await this.#convert(own, version);
    if (others.size === 0) return;
    await Promise.allSettled(others);
    // Those requests were about other objects, too, and may have failed because of them.
    const left = entries.filter((entry) => this.get(entry, version) === undefined);
    if (left.length > 0) await this.#convert(left, version);
  }

  async #convert(entries: readonly StoredEntry[], version: ResourceVersion): Promise<void> {
    const run = async (): Promise<void> => {
      const objects = entries.map(({ json }): KubeObject => JSON.parse(json));
      const texts = entries.map(({ json }) => json);
      const converted = await this.#converter.convert(objects, version, texts);
      for (const [index, entry] of entries.entries())
        this.set(entry, version, JSON.stringify(converted[index]));
    };
    const promise = run();
    for (const entry of entries) put(this.#underWay, entry, version, promise);
    try {
      await promise;
    } finally {
      for (const entry of entries) this.#underWay.get(entry)?.delete(version);
    }
  }
}

function put<Value>(map: ByVersion<Value>, entry: StoredEntry, version: ResourceVersion, value: Value): void {
  let byVersion = map.get(entry);
  if (byVersion === undefined) {
    byVersion = new Map();
    map.set(entry, byVersion);
  }
  byVersion.set(version, value);
}
