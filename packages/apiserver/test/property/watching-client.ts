import { configMap } from '../../src/registry/built-ins/config-map.ts';
import { listObjects } from '../../src/registry/list-objects.ts';
import type { RegistryContext } from '../../src/registry/registry-context.ts';
import type { Target } from '../../src/registry/target.ts';
import { ObjectWatch, type WatchFormat } from '../../src/registry/watch-objects.ts';

const target: Target = {
  resource: configMap,
  version: configMap.storageVersion,
  namespace: 'default',
  name: '',
  subresource: '',
};

const format: WatchFormat = {
  sharedAs: 'test',
  event: (type, { name, revision }) => `${type} ${name} ${revision}\n`,
  bookmark: (revision) => `BOOKMARK - ${revision}\n`,
  error: () => 'ERROR - 0\n',
};

/** Names and revisions of what there is. */
export type View = Map<string, number>;

/** The selected objects as a list shows them. */
export async function listView(
  context: RegistryContext,
  selector: string,
): Promise<{ view: View; revision: number }> {
  const { entries, revision } = await listObjects(context, target, queryOf(selector));
  return { view: new Map(entries.map((entry) => [entry.name, entry.revision])), revision };
}

/**
 * A client as informers are: it lists, and then watches from there; goes on from its last revision when the watch ends,
 * and lists anew when it is told that this is too old. It reads only as fast as it is let.
 */
export class WatchingClient {
  readonly #selector: string;
  view: View = new Map();
  #revision: number | undefined;
  #watch: ObjectWatch | undefined;
  /** How many more writes it takes. */
  #room = 0;
  /** Everything that was wrong about the order of events. */
  readonly faults: string[] = [];

  constructor(selector: string) {
    this.#selector = selector;
  }

  /** Lists if it has to, and watches. */
  async connect(context: RegistryContext): Promise<void> {
    this.disconnect();
    if (this.#revision === undefined) {
      const { view, revision } = await listView(context, this.#selector);
      this.view = view;
      this.#revision = revision;
    }
    const query = queryOf(this.#selector);
    query.set('resourceVersion', String(this.#revision));
    const watch = new ObjectWatch(context, target, query, format);
    this.#watch = watch;
    watch.start({
      write: ({ bytes }) => {
        if (this.#watch === watch)
          for (const frame of bytes.toString().split('\n').slice(0, -1)) this.#take(frame);
        this.#room -= 1;
        return this.#room > 0;
      },
      end: () => undefined,
      abort: () => undefined,
    });
  }

  /** Takes so many more writes. */
  read(writes: number): void {
    this.#room = writes;
    this.#watch?.resume();
  }

  bookmark(): void {
    this.#watch?.bookmark();
  }

  /** The connection is gone. */
  disconnect(): void {
    const watch = this.#watch;
    this.#watch = undefined;
    watch?.close();
  }

  #take(frame: string): void {
    const [type, name = '', text] = frame.split(' ');
    const revision = Number(text);
    if (type === 'ERROR') {
      this.#revision = undefined;
      return;
    }
    const isBookmark = type === 'BOOKMARK';
    const isOlder = revision < (this.#revision ?? 0) || (!isBookmark && revision === this.#revision);
    if (isOlder) this.faults.push(`${frame} after ${this.#revision}`);
    if (type === 'ADDED' && this.view.has(name)) this.faults.push(`${frame}, which was there`);
    if ((type === 'MODIFIED' || type === 'DELETED') && !this.view.has(name))
      this.faults.push(`${frame}, which wasn't there`);
    if (type === 'DELETED') this.view.delete(name);
    else if (!isBookmark) this.view.set(name, revision);
    this.#revision = revision;
  }
}

function queryOf(selector: string): URLSearchParams {
  return new URLSearchParams(selector === '' ? {} : { labelSelector: selector });
}
