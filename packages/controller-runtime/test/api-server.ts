import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** An object of the test's kind. */
export interface Widget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly managedFields?: readonly unknown[];
  };
  readonly spec: { readonly size: number };
}

interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Widget;
}

interface Watcher {
  readonly namespace: string | undefined;
  /** Later changes are told. */
  readonly from: number;
  readonly response: ServerResponse;
}

export const widgets = { group: 'example.com', version: 'v1', plural: 'widgets', namespaced: true };

/**
 * A server that speaks list and watch of the Kubernetes API for one kind, over real sockets, and fails in the ways
 * that a test asks for.
 */
export class ApiServer {
  /**
   * Requests so far: `list`, `watch from 7`, or `look` for a list of at most one object, with the namespace where one was
   * asked for.
   */
  readonly requests: string[] = [];
  /** Whether the resource is served; 404 otherwise. */
  served = true;
  /** Whether every watch is answered with 410. */
  forgetful = false;
  /** Whether a watch from a version that is yet to come waits for it in silence, as Kubernetes does; 410 otherwise. */
  waitsForVersions = false;
  /** Status codes for the next requests, each used once. */
  readonly failures: number[] = [];
  /** Objects a page at most, whatever was asked for. */
  maxPageSize = Number.POSITIVE_INFINITY;
  /** Called before a page is answered, with its number from 0. */
  onPage: (page: number) => void = () => undefined;
  readonly #objects = new Map<string, Widget>();
  readonly #watchers = new Set<Watcher>();
  readonly #snapshots = new Map<string, { readonly items: Widget[]; readonly resourceVersion: string }>();
  #log: Change[] = [];
  #revision = 100;
  #forgottenUpTo = 0;
  #uid = 0;
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new TypeError('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  get revision(): string {
    return String(this.#revision);
  }

  list(): Widget[] {
    return [...this.#objects.values()];
  }

  /** Creates or changes an object; the answer is what a write would have answered. */
  put(
    name: string,
    size: number,
    { namespace = 'default', ...metadata }: Partial<Widget['metadata']> = {},
  ): Widget {
    const key = `${namespace}/${name}`;
    const old = this.#objects.get(key);
    const uid = old?.metadata.uid ?? `uid-${++this.#uid}`;
    const object: Widget = {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: {
        ...old?.metadata,
        ...metadata,
        name,
        namespace,
        uid,
        resourceVersion: this.#nextRevision(),
      },
      spec: { size },
    };
    this.#objects.set(key, object);
    this.#publish({ type: old === undefined ? 'ADDED' : 'MODIFIED', object });
    return object;
  }

  remove(name: string, namespace = 'default'): void {
    const old = this.#objects.get(`${namespace}/${name}`);
    if (old === undefined) return;
    this.#objects.delete(`${namespace}/${name}`);
    const metadata = { ...old.metadata, resourceVersion: this.#nextRevision() };
    this.#publish({ type: 'DELETED', object: { ...old, metadata } });
  }

  /** Goes back to another state and an earlier revision, as after a restore from a backup; breaks all watches. */
  restore(objects: readonly Widget[], revision: number): void {
    this.#objects.clear();
    for (const object of objects)
      this.#objects.set(`${object.metadata.namespace}/${object.metadata.name}`, object);
    this.#revision = revision;
    this.forget();
    this.breakWatches();
  }

  /** Tells all watches how far they are. */
  bookmark(): void {
    this.#revision++;
    const metadata = { resourceVersion: this.revision };
    this.#send({ type: 'BOOKMARK', object: { kind: 'Widget', apiVersion: 'example.com/v1', metadata } });
  }

  /** Ends all watches, in the middle of a line where `half` is true. */
  breakWatches({ half = false } = {}): void {
    for (const { response } of this.#watchers) {
      if (half) response.write('{"type":"ADDED","object":{"metadata":{"na');
      response.destroy();
    }
    this.#watchers.clear();
  }

  /** Tells all watches that their version is too old, inside the stream. */
  expireWatches(): void {
    this.forget();
    this.#send({ type: 'ERROR', object: status(410, 'Expired') });
    for (const { response } of this.#watchers) response.end();
    this.#watchers.clear();
  }

  /** Forgets all changes so far: a watch from before them is answered with 410. */
  forget(): void {
    this.#log = [];
    this.#snapshots.clear();
    this.#forgottenUpTo = this.#revision;
  }

  #nextRevision(): string {
    this.#revision++;
    return this.revision;
  }

  #publish(change: Change): void {
    this.#log.push(change);
    for (const { namespace, from, response } of this.#watchers) {
      const isNew = Number(change.object.metadata.resourceVersion) > from;
      if (isNew && isIn(namespace, change.object)) response.write(`${JSON.stringify(change)}\n`);
    }
  }

  #send(event: object): void {
    for (const { response } of this.#watchers) response.write(`${JSON.stringify(event)}\n`);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const namespace = /\/namespaces\/([^/]+)\//.exec(url.pathname)?.[1];
    const isWatch = url.searchParams.get('watch') === 'true';
    const from = url.searchParams.get('resourceVersion');
    this.requests.push(
      (isWatch ? `watch from ${from}` : url.searchParams.get('limit') === '1' ? 'look' : 'list') +
        (namespace === undefined ? '' : ` in ${namespace}`),
    );
    const failure = this.failures.shift() ?? (this.served ? undefined : 404);
    if (failure !== undefined) refuse(response, failure, 'Failed');
    else if (isWatch) this.#watch(response, namespace, Number(from));
    else this.#page(response, namespace, url.searchParams);
  }

  #watch(response: ServerResponse, namespace: string | undefined, from: number): void {
    const isKnown = from >= this.#forgottenUpTo && (from <= this.#revision || this.waitsForVersions);
    if (this.forgetful || !isKnown) {
      refuse(response, 410, 'Expired');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const change of this.#log) {
      const isNew = Number(change.object.metadata.resourceVersion) > from;
      if (isNew && isIn(namespace, change.object)) response.write(`${JSON.stringify(change)}\n`);
    }
    const watcher = { namespace, from, response };
    this.#watchers.add(watcher);
    response.on('close', () => this.#watchers.delete(watcher));
  }

  #page(response: ServerResponse, namespace: string | undefined, query: URLSearchParams): void {
    const [id = '', offset = '0'] = (query.get('continue') ?? '').split(':');
    const size = Math.min(Number(query.get('limit') ?? Number.POSITIVE_INFINITY), this.maxPageSize);
    const start = Number(offset);
    this.onPage(start / size || 0);
    const items = this.list().filter((object) => isIn(namespace, object));
    const snapshot = id === '' ? { items, resourceVersion: this.revision } : this.#snapshots.get(id);
    if (snapshot === undefined) {
      refuse(response, 410, 'Expired');
      return;
    }
    const end = start + size;
    const snapshotId = id === '' ? `${this.requests.length}` : id;
    this.#snapshots.set(snapshotId, snapshot);
    const next = end < snapshot.items.length ? { continue: `${snapshotId}:${end}` } : {};
    const body = {
      apiVersion: 'example.com/v1',
      kind: 'WidgetList',
      metadata: { resourceVersion: snapshot.resourceVersion, ...next },
      items: snapshot.items.slice(start, end),
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}

function isIn(namespace: string | undefined, object: Widget): boolean {
  return namespace === undefined || object.metadata.namespace === namespace;
}

function refuse(response: ServerResponse, code: number, reason: string): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(status(code, reason)));
}

function status(code: number, reason: string) {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: `${code} ${reason}` };
}
