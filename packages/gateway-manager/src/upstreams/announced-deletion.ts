import { type InjectionKey, provide, type ShallowRef, shallowRef } from 'vue';
import { type EntityOrigin, originOfTags } from '../origin/entity-origin.ts';

/** The deletion that somebody is being asked about. */
export interface AnnouncedDeletion {
  /** Whether it is known by now where the entity comes from; nothing is deleted before. */
  isKnown: boolean;
  /** The Kubernetes object that the entity comes from, if it does. */
  origin: EntityOrigin | undefined;
}

/** How a dialog below finds out what it asks about. */
export const announcedDeletionKey: InjectionKey<Readonly<ShallowRef<AnnouncedDeletion>>> = Symbol('deletion');

type Tags = readonly string[] | null | undefined;

/** What a page of Kong's components needs for a warning in their dialogs. */
interface DeletionAnnouncer {
  /** Says what the next dialog asks about. `tags` may reject; the dialog then asks without a warning. */
  announce: (tags: Promise<Tags>) => Promise<void>;
  /** Takes the clicks on a list of Kong's. */
  onListClick: (event: Event) => void;
}

/**
 * Kong's lists open their dialogs themselves and tell nobody which entity it is about. But their rows have its id, and
 * nothing of a row is deleted without opening its menu, so that tells. `tagsOf` reads the tags of the entity with an id.
 */
export function useDeletionAnnouncer(tagsOf: (entityId: string) => Promise<Tags>): DeletionAnnouncer {
  const deletion = shallowRef<AnnouncedDeletion>({ isKnown: true, origin: undefined });
  provide(announcedDeletionKey, deletion);

  async function announce(tags: Promise<Tags>): Promise<void> {
    const asked: AnnouncedDeletion = { isKnown: false, origin: undefined };
    deletion.value = asked;
    const found = await tags.catch(() => undefined);
    if (deletion.value === asked) deletion.value = { isKnown: true, origin: originOfTags(found) };
  }

  function onListClick({ target }: Event): void {
    if (!(target instanceof Element)) return;
    const row = target.closest('.actions-dropdown-trigger')?.closest('[data-rowid]');
    const id = row?.getAttribute('data-rowid');
    if (id) void announce(tagsOf(id));
  }

  return { announce, onListClick };
}
