import { roleIn } from '../access/role.ts';
import type { Identity } from '../identity/identity.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { ChangeSource, Told } from './change-source.ts';
import { changeEvent, readyEvent } from './event-text.ts';

/** The changes of one control plane after a revision, for whoever has a role in it. */
export class ControlPlaneChanges implements ChangeSource {
  readonly opening: string;
  readonly #feed: Pick<ChangeFeed, 'after' | 'subscribe'>;
  readonly #controlPlaneId: string;
  #revision: number;
  #mayHaveMore = true;

  constructor(feed: Pick<ChangeFeed, 'after' | 'subscribe'>, controlPlaneId: string, revision: number) {
    this.#feed = feed;
    this.#controlPlaneId = controlPlaneId;
    this.#revision = revision;
    this.opening = readyEvent(revision);
  }

  async next({ roles }: Identity): Promise<Told | undefined> {
    if (roleIn(roles, this.#controlPlaneId) === undefined) {
      return { end: { reason: 'no-role' } };
    }
    if (!this.#mayHaveMore) {
      return undefined;
    }
    this.#mayHaveMore = false;
    const page = await this.#feed.after(this.#controlPlaneId, this.#revision);
    if (page.kind === 'deleted') {
      return { end: { reason: 'deleted' } };
    }
    if (page.kind === 'out-of-reach') {
      return { end: { reason: 'out-of-reach', revision: page.revision, oldest: page.oldest } };
    }
    const last = page.changes.at(-1);
    if (last === undefined) {
      return undefined;
    }
    this.#revision = last.revision;
    this.#mayHaveMore ||= page.hasMore;
    return { text: page.changes.map(changeEvent).join('') };
  }

  lookAgain(): void {
    this.#mayHaveMore = true;
  }

  subscribe(listener: () => void): () => void {
    return this.#feed.subscribe(this.#controlPlaneId, () => {
      this.#mayHaveMore = true;
      listener();
    });
  }
}
