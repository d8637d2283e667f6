import type { KubeObject } from '../kube-object.ts';
import { expired, revisionTooLarge } from '../status/api-error.ts';
import type { Change } from '../storage/change.ts';
import type { ResourceTable } from '../storage/resource-table.ts';
import { objectKey, type StoredEntry, toEntry } from '../storage/stored-entry.ts';
import { prepareEntries } from './codec.ts';
import { parseSelector, readRevision, type Selector } from './list-objects.ts';
import { queryFlag } from './query-flag.ts';
import type { RegistryContext } from './registry-context.ts';
import { SharedFrames } from './shared-frames.ts';
import type { Target } from './target.ts';
import type { StalledWatch } from './watch-backlog.ts';
import { WatchFrames } from './watch-frames.ts';

/** How many changes are looked at before the next ones wait for their turn. */
const CHANGES_PER_TURN = 512;
/** Frames are written together up to about this length. */
const CHARS_PER_WRITE = 64 * 1024;
/** How long a client may take nothing while there is something for it. */
const MAX_STALL_MS = 60_000;

/** Where a watch writes to. */
export interface WatchSink {
  /** Takes frames; false when it is full, and the watch has to wait for `resume`. */
  write(frames: WatchFrames): boolean;
  /** No more frames will come. */
  end(): void;
  /** Cuts the client off, and forgets what it hasn't taken. */
  abort(): void;
}

/** How a watch's events look on the wire. */
export interface WatchFormat {
  /** Names the form, when the same event looks the same to all who watch in it; undefined when it may not. */
  readonly sharedAs: string | undefined;
  event(type: Change['type'], entry: StoredEntry): string;
  bookmark(revision: number, endsInitialEvents: boolean): string;
  error(error: unknown): string;
}

/**
 * One client's watch. It holds a position in the resource's change log and no queue of its own: a client that
 * doesn't read only stays behind, and holds up nobody. What it costs is one write that it hasn't taken; when the log
 * has moved on beyond its position, or it takes nothing for a minute, or all such clients together cost too much, it is
 * cut off and that is freed, too.
 */
export class ObjectWatch implements StalledWatch {
  readonly #context: RegistryContext;
  readonly #target: Target;
  readonly #table: ResourceTable;
  readonly #prefix: string;
  readonly #selector: Selector | undefined;
  #sink: WatchSink | undefined;
  readonly #format: WatchFormat;
  /** What is there already, still to be sent as ADDED where it is selected. */
  #initial: StoredEntry[];
  #announceInitialEnd: boolean;
  /** Everything up to here has been sent. */
  #revision: number;
  /** Since when the sink takes nothing; undefined when it does. */
  #blockedAtMs: number | undefined;
  /** What comes next is being converted. */
  #isPreparing = false;
  #unsubscribe: (() => void)[] = [];

  /**
   * @throws ApiError 400 for a query that can't be understood, 504 when the state is asked for as it will be at a
   *   revision that is yet to come
   */
  constructor(context: RegistryContext, target: Target, query: URLSearchParams, format: WatchFormat) {
    this.#context = context;
    this.#target = target;
    this.#table = context.store.table(target.resource.id);
    this.#prefix = target.namespace === '' ? '' : objectKey(target.namespace, '');
    this.#selector = parseSelector(query, target);
    this.#format = format;
    const from = readRevision(query.get('resourceVersion') ?? '');
    const sendsInitial = queryFlag(query, 'sendInitialEvents');
    const { revision } = context.store;
    if (sendsInitial && from > revision) throw revisionTooLarge(from, revision);
    // Without a revision, what is there comes first, unless the client says that it doesn't want it.
    const startsWithState = sendsInitial || (from === 0 && !query.has('sendInitialEvents'));
    this.#announceInitialEnd = sendsInitial && queryFlag(query, 'allowWatchBookmarks');
    this.#revision = startsWithState || from === 0 ? revision : from;
    this.#initial = startsWithState ? [...(this.#table.snapshot(this.#revision, this.#prefix) ?? [])] : [];
  }

  /** Begins to write. The watch goes on until it is closed or falls too far behind. */
  start(sink: WatchSink): void {
    this.#sink = sink;
    this.#unsubscribe = [
      this.#table.onPublished(() => this.#pump()),
      this.#context.catalog.onChanged(() => this.#closeIfOutdated()),
    ];
    this.#pump();
  }

  /** The sink takes frames again. */
  resume(): void {
    this.#blockedAtMs = undefined;
    this.#context.backlog.remove(this);
    this.#pump();
  }

  /** Tells a client that is up to date how far it is, so that it can resume from there. */
  bookmark(): void {
    // Listeners may hear of a change a moment after it is visible, and no bookmark may go beyond what was sent.
    this.#pump();
    if (this.#isBlocked || this.#isPreparing || this.#initial.length > 0) return;
    this.#write(this.#format.bookmark(this.#context.store.revision, false));
  }

  /** Ends the watch; the client resumes from its last revision when it wants more. */
  close(): void {
    const sink = this.#sink;
    this.#sink = undefined;
    this.#context.backlog.remove(this);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    sink?.end();
  }

  #write(text: string): void {
    if (text !== '') this.#pass(new WatchFrames(text));
  }

  #pass(frames: WatchFrames | undefined): void {
    if (frames === undefined || this.#sink === undefined || this.#sink.write(frames)) return;
    this.#blockedAtMs = performance.now();
    // What filled the sink may have come on top of almost as much as is written at once.
    this.#context.backlog.add(this, frames.bytes.length + CHARS_PER_WRITE);
  }

  get #isBlocked(): boolean {
    return this.#blockedAtMs !== undefined;
  }

  /** Whether a client that takes nothing has to go. */
  #isLost(): boolean {
    if (this.#blockedAtMs === undefined) return false;
    return this.#revision < this.#table.log.floor || performance.now() - this.#blockedAtMs > MAX_STALL_MS;
  }

  /** Ends the watch at once, and forgets what the client hasn't taken. */
  cutOff(): void {
    const sink = this.#sink;
    this.#initial = [];
    this.close();
    sink?.abort();
  }

  /** A resource that is described anew, or not served any more, has to be watched anew. */
  #closeIfOutdated(): void {
    const { group, version, plural } = this.#target.version.served;
    if (this.#context.catalog.find(group, version, plural)?.version !== this.#target.version) this.close();
  }

  /** Sends all that there is to send, as long as the sink takes it. */
  #pump(): void {
    if (this.#isLost()) this.cutOff();
    if (this.#isPreparing || this.#sink === undefined) return;
    if (this.#initial.length > 0 && this.#isWaitingFor(this.#initial)) return;
    this.#sendInitial();
    while (this.#sink !== undefined && !this.#isBlocked) {
      const changes = this.#isFromTheFuture()
        ? undefined
        : this.#table.log.after(this.#revision, CHANGES_PER_TURN);
      if (changes === undefined) {
        this.#refuse();
        return;
      }
      if (changes.length === 0 || this.#isWaitingFor(this.#neededFor(changes))) return;
      this.#send(changes);
    }
  }

  /** The entries that have to be readable for some changes to be sent. */
  #neededFor(changes: readonly Change[]): StoredEntry[] {
    if (this.#target.resource.conversion === undefined) return [];
    return changes
      .filter(({ key }) => key.startsWith(this.#prefix))
      .flatMap(({ entry, previous }) =>
        previous === undefined || this.#selector === undefined ? [entry] : [entry, previous],
      );
  }

  /** Whether a webhook has to convert entries first; the watch goes on when it has, and ends when it can't. */
  #isWaitingFor(entries: readonly StoredEntry[]): boolean {
    const { resource, version } = this.#target;
    const preparing = prepareEntries(entries, resource, version);
    if (preparing === undefined) return false;
    this.#isPreparing = true;
    preparing
      .then(() => {
        this.#isPreparing = false;
        this.#pump();
      })
      .catch((error: unknown) => this.#fail(error));
    return true;
  }

  #sendInitial(): void {
    let sent = 0;
    while (!this.#isBlocked && sent < this.#initial.length) {
      let text = '';
      while (sent < this.#initial.length && text.length < CHARS_PER_WRITE) {
        const entry = this.#initial[sent];
        const isSelected = entry !== undefined && (this.#selector?.matches(entry) ?? true);
        if (isSelected) text += this.#format.event('ADDED', entry);
        sent += 1;
      }
      this.#write(text);
    }
    if (sent > 0) this.#initial = this.#initial.slice(sent);
    if (this.#initial.length > 0 || !this.#announceInitialEnd || this.#isBlocked) return;
    this.#announceInitialEnd = false;
    this.#write(this.#format.bookmark(this.#revision, true));
  }

  #send(changes: readonly Change[]): void {
    const { sharedAs } = this.#format;
    if (sharedAs === undefined || this.#selector !== undefined) {
      const { text, revision } = this.#textOf(changes);
      this.#revision = revision;
      this.#write(text);
      return;
    }
    // How many changes there are tells apart who hears of them sooner or later.
    const key = `${sharedAs} ${this.#prefix} ${this.#revision} ${changes.length}`;
    const batch = SharedFrames.of(this.#table, this.#target.version).get(key, () => this.#textOf(changes));
    this.#revision = batch.revision;
    this.#pass(batch.frames);
  }

  /** As many of the changes as go into one write; the revision is that of the last of them. */
  #textOf(changes: readonly Change[]): { text: string; revision: number } {
    let text = '';
    let revision = this.#revision;
    for (const change of changes) {
      text += this.#frame(change);
      revision = change.revision;
      if (text.length > CHARS_PER_WRITE) break;
    }
    return { text, revision };
  }

  /** An object that begins or ceases to match the selector appears as added or deleted. */
  #frame({ type, key, entry, previous, revision }: Change): string {
    if (!key.startsWith(this.#prefix)) return '';
    const selector = this.#selector;
    if (selector === undefined) return this.#format.event(type, entry);
    const matched = previous !== undefined && selector.matches(previous);
    if (type === 'DELETED') return matched ? this.#format.event('DELETED', entry) : '';
    if (selector.matches(entry)) return this.#format.event(matched ? 'MODIFIED' : 'ADDED', entry);
    return matched ? this.#format.event('DELETED', this.#atRevision(previous, revision)) : '';
  }

  /** What an object was before it ceased to match, at the revision at which it did. */
  #atRevision(previous: StoredEntry, revision: number): StoredEntry {
    const { resource, version } = this.#target;
    const entry = toEntry(JSON.parse(previous.json), revision, previous.schemaDigest, previous.id);
    const prepared = resource.conversion?.entries.get(previous, version);
    if (prepared === undefined) return entry;
    const object: KubeObject = JSON.parse(prepared);
    object.metadata.resourceVersion = String(revision);
    resource.conversion?.entries.set(entry, version, JSON.stringify(object));
    return entry;
  }

  /** A revision that was never shown to anyone is another server's, or of a data folder that is gone. */
  #isFromTheFuture(): boolean {
    return this.#revision > this.#context.store.revision;
  }

  #refuse(): void {
    const oldest = this.#table.log.floor;
    const message = `too old resource version: ${this.#revision} (${oldest})`;
    this.#fail(expired(message));
  }

  #fail(error: unknown): void {
    this.#write(this.#format.error(error));
    this.close();
  }
}
