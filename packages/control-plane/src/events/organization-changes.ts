import { isDeepStrictEqual } from 'node:util';
import { type RoleGrant, visibleControlPlanes } from '../access/role.ts';
import type { Identity } from '../identity/identity.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { ChangeSource, Told } from './change-source.ts';
import { beginEvent, goneEvent, OPENING_EVENT } from './event-text.ts';

/** What is known of a control plane whose changes are told. */
interface Followed {
  revision: number;
  readonly unsubscribe: () => void;
}

/**
 * The changes of all control planes of an organisation that the reader has a role in, of new ones and of those that a
 * role is given in later, too. What happens to one of them ends nothing for the others. They take turns, a page each, so
 * that one in which much happens doesn't hold up the rest.
 */
export class OrganizationChanges implements ChangeSource {
  readonly opening = OPENING_EVENT;
  readonly #feed: ChangeFeed;
  readonly #organizationId: string;
  /** Where the reader was, until it has been told where it is now. */
  readonly #after: Map<string, number>;
  readonly #followed = new Map<string, Followed>();
  /** Control planes that may have more to tell, in the order of their turns. */
  readonly #mayHaveMore = new Set<string>();
  #roles: readonly RoleGrant[] | undefined;
  #mayHaveOthers = true;
  #wake: () => void = () => undefined;

  /** `after`: the revisions that the reader is at, by the ids of control planes; of others it is told from now on. */
  constructor(feed: ChangeFeed, organizationId: string, after: ReadonlyMap<string, number>) {
    this.#feed = feed;
    this.#organizationId = organizationId;
    this.#after = new Map(after);
  }

  async next({ roles }: Identity): Promise<Told | undefined> {
    if (!isDeepStrictEqual(roles, this.#roles)) {
      this.#roles = roles;
      this.#mayHaveOthers = true;
    }
    if (this.#mayHaveOthers) {
      this.#mayHaveOthers = false;
      const text = await this.#compare(roles);
      if (text !== '') {
        return { text };
      }
    }
    for (const id of this.#mayHaveMore) {
      this.#mayHaveMore.delete(id);
      const text = await this.#read(id);
      if (text !== '') {
        return { text };
      }
    }
    return undefined;
  }

  lookAgain(): void {
    this.#mayHaveOthers = true;
  }

  subscribe(listener: () => void): () => void {
    this.#wake = listener;
    const unsubscribe = this.#feed.subscribe(this.#organizationId, () => {
      this.#mayHaveOthers = true;
      listener();
    });
    return () => {
      unsubscribe();
      for (const id of this.#followed.keys()) {
        this.#leave(id);
      }
    };
  }

  /**
   * Compares the control planes that there are with those that are followed, and tells which begin and which are gone.
   * Whose revision isn't the one that was told last has its turn. A new one may have changed between the look and the
   * moment from which its changes wake us, so then there is another look.
   */
  async #compare(roles: readonly RoleGrant[]): Promise<string> {
    const visible = visibleControlPlanes(roles);
    const ids = visible === 'all' ? undefined : new Set(visible);
    const mayBeSeen = (id: string) => ids?.has(id) ?? true;
    const told: string[] = [];
    let hasNew: boolean;
    do {
      hasNew = false;
      const positions = await this.#feed.positions(this.#organizationId);
      for (const id of [...this.#followed.keys(), ...this.#after.keys()]) {
        if (!positions.has(id) || !mayBeSeen(id)) {
          // Whoever never had a role in it doesn't learn that it exists.
          const hadRole = positions.has(id) && this.#followed.has(id);
          this.#leave(id);
          told.push(goneEvent(id, hadRole ? 'no-role' : 'deleted'));
        }
      }
      for (const [id, revision] of positions) {
        if (mayBeSeen(id)) {
          hasNew = this.#follow(id, revision, told) || hasNew;
        }
      }
    } while (hasNew);
    return told.join('');
  }

  /** Follows a control plane that is at a revision; answers whether it is new. */
  #follow(id: string, revision: number, told: string[]): boolean {
    const followed = this.#followed.get(id);
    const at = followed?.revision ?? this.#after.get(id) ?? revision;
    if (at !== revision) {
      this.#mayHaveMore.add(id);
    }
    if (followed !== undefined) {
      return false;
    }
    this.#after.delete(id);
    this.#followed.set(id, { revision: at, unsubscribe: this.#feed.subscribe(id, this.#look) });
    told.push(beginEvent(id, at));
    return true;
  }

  /** What there is to tell of one control plane; nothing where it isn't followed any more. */
  async #read(id: string): Promise<string> {
    const followed = this.#followed.get(id);
    if (followed === undefined) {
      return '';
    }
    const page = await this.#feed.after(id, followed.revision);
    if (page.kind === 'deleted') {
      this.#leave(id);
      return goneEvent(id, 'deleted');
    }
    if (page.kind === 'out-of-reach') {
      followed.revision = page.revision;
      return beginEvent(id, page.revision);
    }
    followed.revision = page.changes.at(-1)?.revision ?? followed.revision;
    if (page.hasMore) {
      this.#mayHaveMore.add(id);
    }
    return page.changes.map(({ text }) => text).join('');
  }

  readonly #look = (id: string): void => {
    this.#mayHaveMore.add(id);
    this.#wake();
  };

  #leave(id: string): void {
    this.#followed.get(id)?.unsubscribe();
    this.#followed.delete(id);
    this.#after.delete(id);
    this.#mayHaveMore.delete(id);
  }
}
