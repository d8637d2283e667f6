import type { KonnectGatewayControlPlane } from '@sluice/kong-resources';
import type { EntityObject } from '../entity/entity-object.ts';
import type { Surroundings } from '../entity/surroundings.ts';
import { controlPlane } from '../kinds/control-plane.ts';
import { coreEntities } from '../kinds/entities.ts';
import type { Parents } from '../references/reference.ts';
import { resolveReferences } from '../references/resolve.ts';
import type { KongCaches } from '../wiring/kong-caches.ts';
import { compare } from './comparison.ts';
import type { ControlPlaneRegistry } from './control-plane-registry.ts';
import { type ScanSurroundings, type Seen, scanControlPlane } from './drift-scanner.ts';
import type { OrphanKeeper } from './orphan-keeper.ts';
import { ScanSchedule } from './scan-schedule.ts';

/** How soon a scan that failed is tried again, where the server's gate doesn't say. */
const retryMs = 5_000;

/** What the scans need of the operator. */
export interface ScansSurroundings extends Surroundings {
  readonly caches: KongCaches;
  readonly controlPlanes: ControlPlaneRegistry;
}

/** Has each control plane compared with the cluster once a period, for as long as it has an id. */
export class ControlPlaneScans {
  readonly #around: ScansSurroundings;
  readonly #orphans: OrphanKeeper;
  readonly #schedule: ScanSchedule;
  readonly #stopping = new AbortController();

  constructor(around: ScansSurroundings, orphans: OrphanKeeper) {
    this.#around = around;
    this.#orphans = orphans;
    this.#schedule = new ScanSchedule(around.clock, around.syncPeriodMs, (id) => this.#scan(id));
  }

  /** Includes and leaves out control planes as they get and lose their ids. To be called once. */
  follow(): void {
    for (const { descriptor, informer } of this.#around.caches.entities()) {
      if (!descriptor.holdsEntities) continue;
      informer.onChange((old, current) => {
        const [before, after] = [old, current].map((object) => object && descriptor.location(object).id);
        if (before === after) return;
        // A mirror and the object that made the control plane have one id.
        if (before && this.#around.caches.objectsIn(descriptor.kind.kind, before).length === 0) {
          this.#schedule.exclude(before);
          this.#orphans.forget(before);
        }
        if (after) this.#schedule.include(after);
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
    await this.#schedule.stop();
  }

  /** Looks at a control plane; see `Scan`. */
  async #scan(id: string): Promise<number | undefined> {
    const { caches, clock, log } = this.#around;
    const objects = caches.objectsIn(controlPlane.kind.kind, id) as KonnectGatewayControlPlane[];
    const object = objects.find(({ spec }) => spec?.source !== 'Mirror') ?? objects[0];
    const apiAuth = object && this.#parentsOf(object).apiAuth;
    const session = apiAuth && this.#around.sessionOf(apiAuth);
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

  /** Judges another object of the same control plane by what was seen. */
  #compareOther(object: KonnectGatewayControlPlane, seen: Seen | undefined, startedAtMs: number): void {
    compare(controlPlane, object, seen?.controlPlane, this.#scanSurroundings(), startedAtMs);
  }

  #scanSurroundings(): ScanSurroundings {
    const { caches, clock, controlPlanes, lookup, memories } = this.#around;
    return {
      memories,
      registry: controlPlanes,
      coreEntities,
      objectsIn: (kind, id) => caches.objectsIn(kind, id),
      lookup,
      parentsOf: (object) => this.#parentsOf(object),
      doubt: (object) => this.#around.doubt(object),
      now: () => clock.now(),
    };
  }

  #parentsOf(object: EntityObject): Parents {
    const { lookup, permits } = this.#around;
    return resolveReferences(object, (kind) => this.#around.dependenciesOf(kind), lookup, permits).parents;
  }
}
