import type { Clock } from '@sluice/controller-runtime';
import type { EntityObject, NamespacedName } from '../entity/entity-object.ts';
import { callFor, type Making } from '../entity/making.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import type { Attempt } from '../konnect/konnect-server.ts';
import { workKey } from '../wiring/work-key.ts';
import { findTwin, indexTwins, type Twin, type TwinIndex, type TwinSurroundings } from './twins.ts';

/** How old a listing may be that is gone by: what others do meanwhile isn't seen. */
const maxAgeMs = 60_000;

/** All entities of a kind in one place, as they were at one time. */
interface Listing {
  /** Its place in the order of all that the finder hears of and asks for. */
  readonly at: number;
  readonly index: Promise<Attempt<TwinIndex>>;
  forget(): void;
}

/**
 * Finds what objects had made that are gone, for those that have their names now. The entities of a control plane are
 * listed when the first object asks that has made nothing yet, and all that ask within a minute are served by that: a
 * call per thousand entities, none per object.
 */
export class TwinFinder {
  readonly #clock: Clock;
  readonly #around: TwinSurroundings;
  readonly #listings = new Map<string, Listing>();
  /** When objects left the cluster, in the same order: a listing from before doesn't show what they left behind. */
  readonly #leftAt = new Map<string, number>();
  #now = 0;

  constructor(clock: Clock, around: TwinSurroundings) {
    this.#clock = clock;
    this.#around = around;
  }

  /** Finds what an object that has made nothing yet can take back; or what kept it from being looked for. */
  async find<O extends EntityObject>(making: Making<O>, body: object): Promise<Attempt<Twin>> {
    const index = await this.#indexFor(making);
    return index.ok ? { ok: true, value: findTwin({ ...making, body }, index.value, this.#around) } : index;
  }

  /** Judges a single entity that has been seen just now, as `find` judges a listing. */
  judge<O extends EntityObject>(making: Making<O>, body: object, entity: ShownEntity): Twin {
    const index = indexTwins(making.descriptor, [entity], this.#around);
    return findTwin({ ...making, body }, index, this.#around);
  }

  /** Notes that an object has left the cluster, perhaps without what it had made. */
  left(kind: string, at: NamespacedName): void {
    if (this.#listings.size > 0) this.#leftAt.set(workKey(kind, at), ++this.#now);
  }

  /** Forgets all listings. */
  close(): void {
    for (const listing of [...this.#listings.values()]) listing.forget();
  }

  #indexFor<O extends EntityObject>(making: Making<O>): Promise<Attempt<TwinIndex>> {
    const place = placeOf(making);
    const known = this.#listings.get(place);
    const leftAt = this.#leftAt.get(workKey(making.object.kind, making.object.metadata)) ?? 0;
    if (known && leftAt < known.at) return known.index;
    known?.forget();
    return this.#list(place, making);
  }

  #list<O extends EntityObject>(place: string, making: Making<O>): Promise<Attempt<TwinIndex>> {
    const { descriptor, object, parents } = making;
    const at = descriptor.home(object, parents);
    const read = async (): Promise<Attempt<TwinIndex>> => {
      const listed = await callFor(making, (call) => descriptor.list(call, at));
      if (!listed.ok) return listed;
      return { ok: true, value: indexTwins(descriptor, listed.value, this.#around) };
    };
    const index = read();
    const forget = () => {
      cancel();
      if (this.#listings.get(place)?.index === index) this.#listings.delete(place);
      this.#forgetDepartures();
    };
    const cancel = this.#clock.schedule(maxAgeMs, forget);
    this.#listings.set(place, { at: ++this.#now, index, forget });
    // Whoever asks next tries again; those that wait for this one are told what went wrong.
    index.then(({ ok }) => ok || forget(), forget);
    return index;
  }

  /** Departures from before every listing are in all of them. */
  #forgetDepartures(): void {
    const oldest = Math.min(...[...this.#listings.values()].map(({ at }) => at));
    for (const [key, at] of this.#leftAt) if (at < oldest) this.#leftAt.delete(key);
  }
}

/** What is listed at once: what one token sees of a kind in a control plane or, of those themselves, in its organisation. */
function placeOf<O extends EntityObject>({ descriptor, object, parents, session }: Making<O>): string {
  const { controlPlaneId = '' } = descriptor.home(object, parents);
  const { server, organizationId, tokenFingerprint } = session;
  return [descriptor.kind.kind, server.url, organizationId, tokenFingerprint, controlPlaneId].join(' ');
}
