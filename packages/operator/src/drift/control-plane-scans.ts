import type { KonnectAPIAuthConfiguration, KonnectGatewayControlPlane } from '@sluice/kong-resources';
import type { EntityObject } from '../entity/entity-object.ts';
import type { Surroundings } from '../entity/surroundings.ts';
import { controlPlane } from '../kinds/control-plane.ts';
import { coreEntities } from '../kinds/entities.ts';
import type { Parents } from '../references/reference.ts';
import { resolveReferences } from '../references/resolve.ts';
import type { KongCaches } from '../wiring/kong-caches.ts';
import { ChangeStreams } from './change-streams.ts';
import { compare } from './comparison.ts';
import type { ControlPlaneRegistry } from './control-plane-registry.ts';
import { type ScanSurroundings, type Seen, scanControlPlane } from './drift-scanner.ts';
import { type ChangeSurroundings, takeChange } from './entity-changes.ts';
import type { OrphanKeeper } from './orphan-keeper.ts';
import { ScanSchedule } from './scan-schedule.ts';

/** How soon a scan that failed is tried again, where the server's gate doesn't say. */
const retryMs = 5_000;

/** What the scans need of the operator. */
export interface ScansSurroundings extends Surroundings {
  readonly caches: KongCaches;
  readonly controlPlanes: ControlPlaneRegistry;
}

/**
 * Has each control plane compared with the cluster once a period, for as long as it has an id, and follows its changes
 * where its server tells of them, so that what somebody changes by hand is mended at once.
 */
export class ControlPlaneScans {
  readonly #around: ScansSurroundings;
  readonly #orphans: OrphanKeeper;
  readonly #schedule: ScanSchedule;
  readonly #streams: ChangeStreams;
  /** Control planes that have been looked at or followed: what happened there when neither was so is unknown. */
  readonly #begun = new Set<string>();
  readonly #stopping = new AbortController();

  constructor(around: ScansSurroundings, orphans: OrphanKeeper) {
    this.#around = around;
    this.#orphans = orphans;
    this.#schedule = new ScanSchedule(around.clock, around.syncPeriodMs, (id) => this.#scan(id));
    this.#streams = new ChangeStreams({
      clock: around.clock,
      log: around.log,
      drift: around.drift,
      sessionOf: (id) => this.#objectsOf(id).session,
      take: (change) => takeChange(change, this.#changeSurroundings()),
      beganAnew: (id) => this.#beganAnew(id),
      gone: (id) => this.#schedule.requestAnew(id),
      doubt: (auth) => around.doubt(auth),
    });
  }

  /**
   * Includes and leaves out control planes as they get and lose their ids, and follows them with other tokens as they get
   * those. To be called once.
   */
  follow(): void {
    this.#around.caches.auths.onChange((_old, current) => current && this.#ensureStreams(current));
    for (const { descriptor, informer } of this.#around.caches.entities()) {
      if (!descriptor.holdsEntities) continue;
      informer.onChange((old, current) => {
        const [before, after] = [old, current].map((object) => object && descriptor.location(object).id);
        if (before === after) {
          // It may have another token by now.
          if (after && old?.metadata.generation !== current?.metadata.generation) this.#streams.ensure(after);
          return;
        }
        // A mirror and the object that made the control plane have one id.
        if (before && this.#around.caches.objectsIn(descriptor.kind.kind, before).length === 0) {
          this.#schedule.exclude(before);
          this.#streams.exclude(before);
          this.#begun.delete(before);
          this.#orphans.forget(before);
        }
        if (!after) return;
        this.#schedule.include(after);
        this.#streams.ensure(after);
        void this.#streams.begun(after).then(() => this.#noteBegun(after));
      });
    }
  }

  /** Has a control plane looked at now, unless that is under way. */
  request(controlPlaneId: string): void {
    this.#schedule.request(controlPlaneId);
  }

  /** Aborts what is under way, and resolves when it has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the operator is stopped'));
    await Promise.all([this.#schedule.stop(), this.#streams.stop()]);
  }

  /** Looks at a control plane; see `Scan`. */
  async #scan(id: string): Promise<number | undefined> {
    const { clock, log } = this.#around;
    // What changes while the collections are read is told of by the stream, so that comes first.
    this.#streams.ensure(id);
    await this.#streams.begun(id);
    this.#begun.add(id);
    const { objects, object, session } = this.#objectsOf(id);
    if (!object || !session) return undefined;
    const startedAtMs = clock.now();
    const fields = () => ({ controlPlane: id, durationMs: Math.round(clock.now() - startedAtMs) });
    try {
      const scanned = { id, descriptor: controlPlane, object };
      const result = await scanControlPlane(
        scanned,
        session,
        this.#scanSurroundings(),
        this.#stopping.signal,
      );
      if (result.ok) {
        for (const other of objects)
          if (other !== object) this.#compareOther(other, result.value, startedAtMs);
        if (result.value) await this.#orphans.lookAfter(object, result.value, session, this.#stopping.signal);
        log.debug(fields(), 'compared the control plane with the cluster');
        return undefined;
      }
      const { failure } = result;
      log.warn({ ...fields(), failure }, 'could not compare the control plane with the cluster');
      if (failure.kind === 'refused') return undefined;
      if (!session.server.gate.closure) return retryMs;
      session.server.gate.whenOpen(`scan ${id}`, () => this.request(id));
      return undefined;
    } catch (err) {
      if (!this.#stopping.signal.aborted) log.error({ ...fields(), err }, 'a comparison failed');
      return retryMs;
    }
  }

  /** Follows the control planes of an auth configuration; what is followed with the same token stays as it is. */
  #ensureStreams(auth: KonnectAPIAuthConfiguration): void {
    const { caches } = this.#around;
    for (const object of caches.childrenOf(auth.kind, auth.metadata)) {
      const { id } = controlPlane.location(object as KonnectGatewayControlPlane);
      if (id) this.#streams.ensure(id);
    }
  }

  /**
   * Notes that a control plane is told of by now, or is late to be: a stream that begins only then, as it was cut, doesn't
   * tell what happened before.
   */
  #noteBegun(id: string): void {
    if (this.#objectsOf(id).object) this.#begun.add(id);
  }

  /** Has what no stream told of looked for, unless the control plane has only just come to be looked after. */
  #beganAnew(id: string): void {
    if (this.#begun.has(id)) this.#schedule.requestAnew(id);
    this.#begun.add(id);
  }

  /** The objects of one control plane, the one among them that speaks for it, and the session that it gives. */
  #objectsOf(id: string) {
    const { caches } = this.#around;
    const objects = caches.objectsIn(controlPlane.kind.kind, id) as KonnectGatewayControlPlane[];
    const object = objects.find(({ spec }) => spec?.source !== 'Mirror') ?? objects[0];
    const apiAuth = object && this.#parentsOf(object).apiAuth;
    return { objects, object, session: apiAuth && this.#around.sessionOf(apiAuth) };
  }

  /** Judges another object of the same control plane by what was seen. */
  #compareOther(object: KonnectGatewayControlPlane, seen: Seen | undefined, startedAtMs: number): void {
    compare(controlPlane, object, seen?.controlPlane, this.#scanSurroundings(), startedAtMs);
  }

  #scanSurroundings(): ScanSurroundings {
    const { caches, clock, controlPlanes, drift, lookup, memories } = this.#around;
    return {
      memories,
      drift,
      registry: controlPlanes,
      coreEntities,
      objectsIn: (kind, id) => caches.objectsIn(kind, id),
      lookup,
      parentsOf: (object) => this.#parentsOf(object),
      doubt: (object) => this.#around.doubt(object),
      wake: (kind, at) => this.#around.wake(kind, at),
      now: () => clock.now(),
    };
  }

  #changeSurroundings(): ChangeSurroundings {
    const { caches } = this.#around;
    return {
      ...this.#scanSurroundings(),
      madeEntity: (kind, id) => caches.madeEntity(kind, id),
      withUid: (kind, uid) => caches.withUid(kind, uid),
      lookAnew: (id) => this.#schedule.requestAnew(id),
    };
  }

  #parentsOf(object: EntityObject): Parents {
    const { lookup, permits } = this.#around;
    return resolveReferences(object, (kind) => this.#around.dependenciesOf(kind), lookup, permits).parents;
  }
}
