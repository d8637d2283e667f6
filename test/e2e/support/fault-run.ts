import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { KubernetesObject, Resource } from '@sluice/controller-runtime';
import { KongTarget, KongUpstream, KonnectGatewayControlPlane, resourceOf } from '@sluice/kong-resources';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ChaosProxy } from './chaos-proxy.ts';
import { ControlPlaneApi, type Entity } from './control-plane-api.ts';
import { type FaultWorld, startFaultWorld } from './fault-world.ts';
import { type KillableOperator, startHere, startProcess } from './killable-operator.ts';
import { Random } from './random.ts';

const syncPeriodMs = 10_000;
const upstreamCount = 10;
const targetCount = 150;
const stepCount = 80;
/** Every so many seeds the operator is a process of its own, and is killed as one. */
const seedsPerProcess = 10;

let world: FaultWorld;
/** Operators that were killed, until they have ended. */
const dead: Promise<void>[] = [];

interface Kong extends KubernetesObject {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly spec: {
    readonly name?: string;
    readonly target?: string;
    readonly weight?: number;
    readonly upstreamRef?: { readonly name: string };
  };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly konnect?: { readonly id: string };
  };
}

const resources = {
  plane: resourceOf(KonnectGatewayControlPlane),
  upstream: resourceOf(KongUpstream),
  target: resourceOf(KongTarget),
};

/** One seed's run: objects of its own in a namespace of its own, and an operator that sees only that. */
class Run {
  readonly namespace: string;
  readonly random: Random;
  readonly log: string[] = [];
  readonly #seed: number;
  readonly #konnect: ChaosProxy;
  /** Objects that are to come back as soon as their former selves have gone. */
  readonly #returning = new Map<string, Promise<void>>();
  #operator: KillableOperator | undefined;

  private constructor(seed: number, konnect: ChaosProxy) {
    this.#seed = seed;
    this.random = new Random(seed);
    this.namespace = `faults-${seed}`;
    this.#konnect = konnect;
  }

  static async start(seed: number): Promise<Run> {
    const run = new Run(seed, await ChaosProxy.start(world.backends.konnect, world.tls));
    await world.client.create(
      { group: '', version: 'v1', plural: 'namespaces', namespaced: false },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: run.namespace } },
    );
    await run.#create({
      apiVersion: 'konnect.konghq.com/v1alpha1',
      kind: 'KonnectAPIAuthConfiguration',
      metadata: { name: 'auth', namespace: run.namespace },
      spec: {
        type: 'token',
        token: readFileSync(world.konnect.tokenFile, 'utf8').trim(),
        serverURL: run.#konnect.url,
      },
    } as KubernetesObject);
    return run;
  }

  /** Everything is applied, edited, deleted and made again while nothing works as it should. */
  async chaos(): Promise<void> {
    this.#konnect.random = new Random(this.#seed * 2 + 1);
    await this.#startOperator(true);
    const targets = Array.from({ length: targetCount }, (_, at) => at);
    const creations = this.random.shuffled([
      () => this.#create(plane(this.namespace)),
      ...Array.from({ length: upstreamCount }, (_, at) => () => this.#create(upstream(this.namespace, at))),
      ...targets.map((at) => () => this.#create(target(this.namespace, at, this.random))),
    ]);
    for (let at = 0; at < creations.length; at += 20) {
      await Promise.all(creations.slice(at, at + 20).map((create) => create()));
    }
    const killAt = new Set([this.random.below(stepCount), this.random.below(stepCount)]);
    for (let step = 0; step < stepCount; step++) {
      if (killAt.has(step)) {
        this.#kill();
        await this.#startOperator(true);
      }
      await this.#step();
    }
  }

  async #step(): Promise<void> {
    const { random, namespace } = this;
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
      if (random.chance(0.5)) this.#return(target(namespace, at, random));
    } else if (chosen < 96) {
      const at = random.below(upstreamCount);
      await this.#delete(resources.upstream, `upstream-${at}`);
      this.#return(upstream(namespace, at));
    } else {
      await delay(random.below(60));
    }
  }

  /** Nothing fails any more, and everything that was to come back is back. */
  async calm(): Promise<void> {
    this.#konnect.random = undefined;
    if (this.#operator) this.#operator.proxy.random = undefined;
    await Promise.all(this.#returning.values());
  }

  /** Fails with what differs between the cluster and the control plane. */
  async compare(): Promise<void> {
    const { client } = world;
    const upstreams = (await client.list<Kong>(resources.upstream, { namespace: this.namespace })).items;
    const targets = (await client.list<Kong>(resources.target, { namespace: this.namespace })).items;
    const api = new ControlPlaneApi(world.konnect);
    const shown = {
      upstreams: await api.entities(this.namespace, 'upstreams'),
      targets: await api.entities(this.namespace, 'targets'),
    };
    const idOf = new Map(upstreams.map(({ metadata, status }) => [metadata.name, status?.konnect?.id]));
    expect(upstreams.filter((object) => !isMade(object)).map(({ metadata }) => metadata.name)).toEqual([]);
    expect(
      upstreams
        .map(({ metadata, spec, status }) => `${status?.konnect?.id} ${spec.name} ${metadata.uid}`)
        .sort(),
    ).toEqual(shown.upstreams.map((entity) => `${entity.id} ${entity.name} ${uidOf(entity)}`).sort());
    const wanted = targets.filter(isMade).map(({ metadata, spec, status }) => {
      const { name = '' } = spec.upstreamRef ?? {};
      return `${status?.konnect?.id} ${idOf.get(name)} ${spec.target} ${spec.weight} ${metadata.uid}`;
    });
    expect(targets.filter((object) => !isMade(object)).map(({ metadata }) => metadata.name)).toEqual([]);
    expect(wanted.sort()).toEqual(
      shown.targets
        .map(
          (entity) =>
            `${entity.id} ${entity.upstream?.id} ${entity.target} ${entity.weight} ${uidOf(entity)}`,
        )
        .sort(),
    );
  }

  /** Deletes the namespace with all that is in it, and waits until that has ended, here and in the control plane. */
  async deleteAll(): Promise<void> {
    const namespaces = { group: '', version: 'v1', plural: 'namespaces', namespaced: false };
    await world.client.delete(namespaces, undefined, this.namespace);
    await vi.waitFor(
      async () => {
        const left = await world.client.list(resources.target, { namespace: this.namespace });
        const planes = await world.client.list(resources.plane, { namespace: this.namespace });
        expect([...left.items, ...planes.items].map(({ metadata }) => metadata.name)).toEqual([]);
        expect(await new ControlPlaneApi(world.konnect).controlPlaneId(this.namespace)).toBeUndefined();
      },
      { timeout: 20_000, interval: 200 },
    );
  }

  /** What a person needs who looks for the reason of a failure. */
  async report(): Promise<string> {
    const { items } = await world.client.list<Kong>(resources.target, { namespace: this.namespace });
    const waiting = items.filter((object) => !isMade(object)).map((object) => JSON.stringify(object));
    const pending = [this.#konnect, this.#operator?.proxy].flatMap((proxy) => [
      ...(proxy?.pending.values() ?? []),
    ]);
    return [
      `It is ${new Date().toISOString()}. Not programmed:`,
      ...waiting,
      'Not answered:',
      ...pending,
      "The last of the operator's log:",
      this.log.slice(-60).join(''),
    ].join('\n');
  }

  async stop(): Promise<void> {
    this.#kill();
    await this.#konnect.stop();
  }

  async #startOperator(isFaulty: boolean): Promise<void> {
    const proxy = await ChaosProxy.start(world.backends.cluster);
    if (isFaulty) proxy.random = new Random(this.random.below(2 ** 31));
    const start = this.#seed % seedsPerProcess === 0 ? startProcess : startHere;
    this.#operator = await start(world, {
      namespace: this.namespace,
      proxy,
      log: this.log,
      syncPeriodMs,
    });
  }

  #kill(): void {
    if (this.#operator) dead.push(this.#operator.kill());
  }

  async #create(object: KubernetesObject): Promise<void> {
    const resource = Object.values(kindsByName).find(({ kind }) => kind === object.kind);
    if (!resource) throw new TypeError(`no resource for ${object.kind}`);
    // One that is still being deleted is waited for.
    await vi.waitFor(() => world.client.create(resource.resource, object), {
      timeout: 30_000,
      interval: 100,
    });
  }

  /** Makes an object again as soon as its former self has gone. */
  #return(object: KubernetesObject): void {
    const { name } = object.metadata;
    if (this.#returning.has(name)) return;
    const back = this.#create(object).finally(() => this.#returning.delete(name));
    this.#returning.set(name, back);
  }

  async #edit(resource: Resource, name: string, patch: object): Promise<void> {
    await world.client.patchMerge(resource, this.namespace, name, patch).catch(ifMissing);
  }

  async #delete(resource: Resource, name: string): Promise<void> {
    await world.client.delete(resource, this.namespace, name).catch(ifMissing);
  }
}

const kindsByName = {
  auth: {
    kind: 'KonnectAPIAuthConfiguration',
    resource: { ...resources.plane, plural: 'konnectapiauthconfigurations', version: 'v1alpha1' },
  },
  plane: { kind: KonnectGatewayControlPlane.kind, resource: resources.plane },
  upstream: { kind: KongUpstream.kind, resource: resources.upstream },
  target: { kind: KongTarget.kind, resource: resources.target },
};

function ifMissing(error: unknown): void {
  if (!(error instanceof Error) || !('status' in error) || error.status !== 404) throw error;
}

function isMade({ status }: Kong): boolean {
  return (
    status?.conditions?.some(({ type, status: verdict }) => type === 'Programmed' && verdict === 'True') ??
    false
  );
}

function uidOf({ tags = [] }: Entity): string | undefined {
  return tags.find((tag) => tag.startsWith('k8s-uid:'))?.slice('k8s-uid:'.length);
}

function plane(namespace: string): KubernetesObject {
  return {
    apiVersion: 'konnect.konghq.com/v1alpha2',
    kind: KonnectGatewayControlPlane.kind,
    metadata: { name: 'plane', namespace },
    ...{ spec: { createControlPlaneRequest: { name: namespace }, konnect: { authRef: { name: 'auth' } } } },
  };
}

function upstream(namespace: string, at: number): KubernetesObject {
  const controlPlaneRef = { type: 'konnectNamespacedRef', konnectNamespacedRef: { name: 'plane' } };
  return {
    apiVersion: 'configuration.konghq.com/v1alpha1',
    kind: KongUpstream.kind,
    metadata: { name: `upstream-${at}`, namespace },
    ...{ spec: { name: `upstream-${at}`, controlPlaneRef } },
  };
}

function target(namespace: string, at: number, random: Random): KubernetesObject {
  const upstreamRef = { name: `upstream-${random.below(upstreamCount)}` };
  return {
    apiVersion: 'configuration.konghq.com/v1alpha1',
    kind: KongTarget.kind,
    metadata: { name: `target-${at}`, namespace },
    ...{
      spec: {
        upstreamRef,
        target: `10.0.${Math.floor(at / 250)}.${at % 250}:8000`,
        weight: random.below(1000),
      },
    },
  };
}

/**
 * Tests that after all that goes wrong has ended, cluster and control plane are equal within two sync periods. One file
 * tests every other seed, so that two processors share them. SLUICE_FAULT_SEEDS=17 makes the run of one seed again,
 * SLUICE_FAULT_SEEDS=1-1000 makes many. The name of a failing test has its seed.
 */
export function testSeeds(which: 'even' | 'odd'): void {
  const seeds = seedsIn(process.env['SLUICE_FAULT_SEEDS'] ?? '1-50').filter(
    (seed) => seed % 2 === (which === 'even' ? 0 : 1),
  );
  beforeAll(async () => {
    world = await startFaultWorld();
  });
  afterAll(async () => {
    await Promise.all(dead);
    await world?.stop();
  });
  describe.skipIf(seeds.length === 0)('after all that goes wrong has ended, both are equal', () => {
    it.each(seeds)('seed %i', testSeed);
  });
}

function seedsIn(range: string): number[] {
  const [first = 1, last = first] = range.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

async function testSeed(seed: number): Promise<void> {
  const run = await Run.start(seed);
  try {
    await run.chaos();
    await run.calm();
    await vi.waitFor(() => run.compare(), { timeout: 2 * syncPeriodMs, interval: 200 });
    await run.deleteAll();
  } catch (error) {
    console.error(`SLUICE_FAULT_SEEDS=${seed} failed.\n${await run.report()}`);
    throw error;
  } finally {
    await run.stop();
  }
}
