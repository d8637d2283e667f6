import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isKubernetesApiError, type KubernetesObject, type Resource } from '@sluice/controller-runtime';
import { expect, vi } from 'vitest';
import { ChaosProxy } from './chaos-proxy.ts';
import { ControlPlaneApi } from './control-plane-api.ts';
import { type Difference, differences } from './fault-comparison.ts';
import { report } from './fault-evidence.ts';
import {
  auth,
  type KongObject,
  namespace,
  plane,
  resources,
  secret,
  target,
  targetCount,
  upstream,
  upstreamCount,
} from './fault-objects.ts';
import type { FaultWorld } from './fault-world.ts';
import { type KillableOperator, startHere, startProcess } from './killable-operator.ts';
import { Random } from './random.ts';

const syncPeriodMs = 30_000;
const stepCount = 80;
/** Objects that an operator works on at a time: each of these meets other orders of things. */
const concurrencies = [8, 16, 32];
/** Every so many seeds the operator is a process of its own, and is killed as one. */
const seedsPerProcess = 10;
/** Every so many seeds the deletion of the namespace goes on while things fail, and an operator is killed in it. */
const seedsPerFaultyDeletion = 3;
const deletionMs = 60_000;
/** How soon it is looked again whether an object that is to come back may. */
const returnPauseMs = 100;

/** One seed's run: objects of its own in a namespace of its own, and an operator that sees only that. */
export class FaultRun {
  readonly #world: FaultWorld;
  readonly #seed: number;
  readonly #namespace: string;
  readonly #random: Random;
  readonly #konnect: ChaosProxy;
  readonly #api: ControlPlaneApi;
  readonly #log: string[] = [];
  /** The ways to the cluster of all operators that there were. */
  readonly #ways: ChaosProxy[] = [];
  /** The newest spec that the cluster acknowledged, by the UID of the object. */
  readonly #acknowledged = new Map<string, KongObject>();
  /** Objects that come back as soon as their former selves have gone, by name; resolved when they are there. */
  readonly #returning = new Map<string, Promise<void>>();
  /** Operators that were killed, until they have ended. */
  readonly #dead: Promise<void>[] = [];
  #operator: KillableOperator | undefined;
  #differences: readonly Difference[] = [];

  private constructor(world: FaultWorld, seed: number, konnect: ChaosProxy) {
    this.#world = world;
    this.#seed = seed;
    this.#random = new Random(seed);
    this.#namespace = `faults-${seed}`;
    this.#konnect = konnect;
    this.#api = new ControlPlaneApi(world.konnect);
  }

  static async start(world: FaultWorld, seed: number): Promise<FaultRun> {
    const run = new FaultRun(world, seed, await ChaosProxy.start(world.backends.konnect, world.tls));
    const token = readFileSync(world.konnect.tokenFile, 'utf8').trim();
    await world.client.create(resources.namespace, namespace(run.#namespace));
    await world.client.create(resources.secret, secret(run.#namespace, token));
    await world.client.create(resources.auth, auth(run.#namespace, run.#konnect.url));
    return run;
  }

  /** Everything is applied, edited, deleted and made again while nothing works as it should. */
  async chaos(): Promise<void> {
    this.#konnect.random = new Random(this.#seed * 2 + 1);
    await this.#startOperator();
    const targets = Array.from({ length: targetCount }, (_, at) => at);
    const creations = this.#random.shuffled([
      () => this.#create(resources.plane, plane(this.#namespace)),
      ...Array.from(
        { length: upstreamCount },
        (_, at) => () => this.#create(resources.upstream, upstream(this.#namespace, at)),
      ),
      ...targets.map((at) => () => this.#create(resources.target, this.#target(at))),
    ]);
    for (let at = 0; at < creations.length; at += 20) {
      await Promise.all(creations.slice(at, at + 20).map((create) => create()));
    }
    const killAt = new Set([this.#random.below(stepCount), this.#random.below(stepCount)]);
    for (let step = 0; step < stepCount; step++) {
      if (killAt.has(step)) {
        this.#kill();
        await this.#startOperator();
      }
      await this.#step();
    }
  }

  async #step(): Promise<void> {
    const random = this.#random;
    const chosen = random.below(100);
    if (chosen < 60) {
      const at = random.below(targetCount);
      const weight = random.below(1000);
      await this.#edit(resources.target, `target-${at}`, { spec: { weight } });
    } else if (chosen < 75) {
      const slots = 10 + random.below(1000);
      await this.#edit(resources.upstream, `upstream-${random.below(upstreamCount)}`, { spec: { slots } });
    } else if (chosen < 88) {
      const at = random.below(targetCount);
      await this.#delete(resources.target, `target-${at}`);
      if (random.chance(0.5)) this.#return(resources.target, this.#target(at));
    } else if (chosen < 96) {
      const at = random.below(upstreamCount);
      await this.#delete(resources.upstream, `upstream-${at}`);
      this.#return(resources.upstream, upstream(this.#namespace, at));
    } else if (chosen < 98) {
      const name = `${this.#namespace}-${random.below(1000)}`;
      await this.#edit(resources.plane, 'plane', { spec: { createControlPlaneRequest: { name } } });
    } else {
      await delay(random.below(60));
    }
  }

  /** Nothing fails any more, and everything that was to come back is back. */
  async calm(): Promise<void> {
    this.#setCalm();
    await Promise.all(this.#returning.values());
  }

  /** Waits until cluster and control plane are equal, and everything acknowledged is in. */
  async converge(): Promise<void> {
    const { client } = this.#world;
    const compared = { client, api: this.#api, namespace: this.#namespace, acknowledged: this.#acknowledged };
    await vi.waitFor(
      async () => {
        this.#differences = await differences(compared);
        expect(this.#differences.map(({ what }) => what)).toEqual([]);
      },
      { timeout: 2 * syncPeriodMs, interval: 400 },
    );
  }

  /** Deletes the namespace with all that is in it, and waits until that has ended, here and in the control plane. */
  async deleteAll(): Promise<void> {
    const { client } = this.#world;
    const isFaulty = this.#seed % seedsPerFaultyDeletion === 0;
    if (isFaulty) {
      this.#konnect.random = new Random(this.#random.below(2 ** 31));
      this.#faulty(this.#operator?.proxy);
    }
    await client.delete(resources.namespace, undefined, this.#namespace);
    if (isFaulty) {
      await delay(this.#random.below(300));
      this.#kill();
      await this.#startOperator();
      await delay(this.#random.below(300));
      this.#setCalm();
    }
    await vi.waitFor(
      async () => {
        const { items } = await client.list(resources.namespace);
        expect(items.map(({ metadata }) => metadata.name)).not.toContain(this.#namespace);
      },
      { timeout: deletionMs, interval: 250 },
    );
    expect(await this.#api.controlPlanesOf(this.#namespace)).toEqual([]);
  }

  /** What a person needs who looks for the reason of a failure. */
  async report(): Promise<string> {
    const lists = await Promise.all(
      [resources.plane, resources.upstream, resources.target].map((resource) =>
        this.#world.client.list<KongObject>(resource, { namespace: this.#namespace }),
      ),
    );
    const objects = lists.flatMap(({ items }) => items);
    const isDifferent = this.#differences.length > 0;
    const suspects = isDifferent ? this.#differences : objects.map(({ metadata }) => metadata);
    return report({
      seed: this.#seed,
      objects,
      suspects: new Set(suspects.flatMap(({ uid }) => uid ?? [])),
      exchanges: [this.#konnect, ...this.#ways].flatMap(({ exchanges }) => exchanges),
      log: this.#log,
    });
  }

  async stop(): Promise<void> {
    this.#kill();
    await Promise.all(this.#dead);
    await this.#konnect.stop();
  }

  #setCalm(): void {
    this.#konnect.random = undefined;
    if (this.#operator) this.#operator.proxy.random = undefined;
  }

  #faulty(proxy: ChaosProxy | undefined): void {
    if (proxy) proxy.random = new Random(this.#random.below(2 ** 31));
  }

  async #startOperator(): Promise<void> {
    const proxy = await ChaosProxy.start(this.#world.backends.cluster);
    this.#faulty(proxy);
    this.#ways.push(proxy);
    const start = this.#seed % seedsPerProcess === 0 ? startProcess : startHere;
    this.#operator = await start(this.#world, {
      namespace: this.#namespace,
      proxy,
      log: this.#log,
      syncPeriodMs,
      concurrency: this.#random.pick(concurrencies),
    });
  }

  #kill(): void {
    if (this.#operator) this.#dead.push(this.#operator.kill());
    this.#operator = undefined;
  }

  #target(at: number): KubernetesObject {
    return target(this.#namespace, at, this.#random);
  }

  async #create(resource: Resource, object: KubernetesObject): Promise<void> {
    this.#acknowledge(await this.#world.client.create(resource, object));
  }

  /**
   * Makes an object again as soon as its former self has gone. One that is deleted again meanwhile comes back again,
   * whether that deletion met its former self or its new one.
   */
  #return(resource: Resource, object: KubernetesObject): void {
    const { name } = object.metadata;
    const before = this.#returning.get(name) ?? Promise.resolve();
    this.#returning.set(
      name,
      before.then(() => this.#createOnceGone(resource, object)),
    );
  }

  async #createOnceGone(resource: Resource, object: KubernetesObject): Promise<void> {
    const { client } = this.#world;
    for (;;) {
      try {
        return await this.#create(resource, object);
      } catch (error) {
        if (!isKubernetesApiError(error, 409)) throw error;
      }
      const { items } = await client.list(resource, {
        namespace: this.#namespace,
        fieldSelector: `metadata.name=${object.metadata.name}`,
      });
      if (items.some(({ metadata }) => metadata.deletionTimestamp === undefined)) return;
      await delay(returnPauseMs);
    }
  }

  async #edit(resource: Resource, name: string, patch: object): Promise<void> {
    const { client } = this.#world;
    await ifThere(async () =>
      this.#acknowledge(await client.patchMerge(resource, this.#namespace, name, patch)),
    );
  }

  async #delete(resource: Resource, name: string): Promise<void> {
    await ifThere(() => this.#world.client.delete(resource, this.#namespace, name));
  }

  /** Remembers what the cluster said to have stored. Answers may come in another order than the writes. */
  #acknowledge(stored: KubernetesObject): void {
    const { uid, generation } = (stored as KongObject).metadata;
    if ((this.#acknowledged.get(uid)?.metadata.generation ?? 0) < generation) {
      this.#acknowledged.set(uid, stored as KongObject);
    }
  }
}

/** Writes an object, unless there is none of that name just now. */
async function ifThere(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isKubernetesApiError(error, 404)) throw error;
  }
}
