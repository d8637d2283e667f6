import {
  isKubernetesApiError,
  type KubernetesClient,
  type KubernetesObject,
} from '@sluice/controller-runtime';
import { type KonnectGatewayControlPlane, resourceOf } from '@sluice/kong-resources';
import { orphansFound, orphansRemoved } from '../entity/entity-events.ts';
import { type EntityObject, isDeleting, type NamespacedName } from '../entity/entity-object.ts';
import { attempt, type Session } from '../entity/session.ts';
import type { Surroundings } from '../entity/surroundings.ts';
import { madeFrom } from '../kinds/control-plane.ts';
import type { CoreEntityDescriptor } from '../kinds/core-entity.ts';
import { mayTakeBack } from '../restore/is-awaited.ts';
import type { Seen } from './drift-scanner.ts';
import { type Orphan, type OrphanSurroundings, OrphanWatch, orphansIn } from './orphans.ts';

/** What looking after orphans needs of the operator. */
export interface OrphanKeeperOptions {
  readonly cluster: Pick<KubernetesClient, 'get' | 'list'>;
  readonly around: Pick<Surroundings, 'events' | 'log'>;
  readonly surroundings: OrphanSurroundings;
  /** Whether orphans are removed, where that is safe. */
  readonly prune: boolean;
}

/**
 * Reports entities that were made from objects which are gone, and removes them where that is asked for and safe: in
 * control planes that this cluster made and still has, when two scans running took them for orphans, and the API
 * server itself says that the object is gone. A mirror's or an adopted control plane's are only reported: another
 * cluster may have made them, and tags alone don't tell one cluster from another.
 */
export class OrphanKeeper {
  readonly #options: OrphanKeeperOptions;
  readonly #watch = new OrphanWatch();

  constructor(options: OrphanKeeperOptions) {
    this.#options = options;
  }

  /** Looks after the orphans that a complete scan saw in an object's control plane. */
  async lookAfter(object: EntityObject, seen: Seen, session: Session, signal: AbortSignal): Promise<void> {
    const { surroundings, prune, around } = this.#options;
    const orphans = [...seen.collections].flatMap(([descriptor, entities]) =>
      orphansIn(descriptor, entities.values(), surroundings),
    );
    const { id } = seen.controlPlane;
    const { news, confirmed } = this.#watch.note(id, orphans);
    const isOurs = madeFrom(object as KonnectGatewayControlPlane, seen.controlPlane);
    if (!prune || !isOurs || isDeleting(object)) {
      if (news.length > 0) around.events.record(object, orphansFound(described(news), isOurs));
      return;
    }
    const removed: Orphan[] = [];
    for (const orphan of confirmed) {
      if (await this.#remove(orphan, id, session, signal)) removed.push(orphan);
    }
    if (removed.length > 0) around.events.record(object, orphansRemoved(described(removed)));
  }

  forget(controlPlaneId: string): void {
    this.#watch.forget(controlPlaneId);
  }

  async #remove(
    orphan: Orphan,
    controlPlaneId: string,
    session: Session,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (!(await this.#isGone(orphan, signal))) return false;
    const { descriptor, entity, id, description } = orphan;
    const location = { controlPlaneId, ...descriptor.locationOf(entity), id };
    const result = await attempt(session, (client) => descriptor.remove({ client, signal }, location));
    const fields = { controlPlane: controlPlaneId, orphan: description, server: session.server.url };
    if (result.ok) {
      this.#options.around.log.info(fields, 'removed an entity whose object is gone');
      return true;
    }
    const { failure } = result;
    // Its upstream has taken it along.
    if (failure.kind === 'refused' && failure.error.kind === 'not-found') return false;
    this.#options.around.log.warn({ ...fields, failure }, 'could not remove an entity whose object is gone');
    return false;
  }

  /** Asks the API server itself: a cache may be behind, and an entity is soon removed. */
  async #isGone({ descriptor, origin }: Orphan, signal: AbortSignal): Promise<boolean> {
    const { around, surroundings } = this.#options;
    try {
      const namesakes = await this.#namesakes(descriptor, origin, signal);
      return !namesakes.some(
        (object) =>
          object.metadata.uid === origin.uid ||
          (surroundings.adoptByName && mayTakeBack(descriptor, object as EntityObject)),
      );
    } catch (error) {
      const fields = { object: `${descriptor.kind.kind} ${origin.namespace}/${origin.name}`, err: error };
      around.log.warn(fields, 'could not ask whether an object is gone; its entity stays for now');
      return false;
    }
  }

  /** The objects that the API server has under the name that an entity's tags say. */
  async #namesakes(
    { kind, markedName }: CoreEntityDescriptor,
    { namespace, name }: NamespacedName,
    signal: AbortSignal,
  ): Promise<KubernetesObject[]> {
    const { cluster } = this.#options;
    const isCut = markedName(`${name}x`) === name;
    if (isCut) {
      const { items } = await cluster.list(resourceOf(kind), { namespace, signal });
      return items.filter(({ metadata }) => markedName(metadata.name) === name);
    }
    try {
      return [await cluster.get<KubernetesObject>(resourceOf(kind), namespace, name, { signal })];
    } catch (error) {
      if (isKubernetesApiError(error, 404, 'NotFound')) return [];
      throw error;
    }
  }
}

function described(orphans: readonly Orphan[]): string[] {
  return orphans.map(({ description }) => description);
}
