import { expect } from 'vitest';
import { Informer, type InformerOptions } from '../src/cache/informer.ts';
import { createKubernetesClient } from '../src/client/create-kubernetes-client.ts';
import type { KubernetesClient } from '../src/client/kubernetes-client.ts';
import { ApiServer, type Widget, widgets } from './api-server.ts';
import { eventually } from './eventually.ts';
import { RecordingLogger } from './recording-logger.ts';

/** A server, and informers that follow it until `stop`. */
export class InformerBench {
  readonly server: ApiServer;
  readonly logger = new RecordingLogger();
  readonly #stop = new AbortController();
  readonly #running: Promise<void>[] = [];
  readonly #client: KubernetesClient;

  /** A bench whose server listens. */
  static async open(): Promise<InformerBench> {
    const server = new ApiServer();
    return new InformerBench(server, await server.start());
  }

  private constructor(server: ApiServer, url: string) {
    this.server = server;
    const config = { server: url, namespace: 'default', source: 'test', credentials: {} };
    this.#client = createKubernetesClient(config, { userAgent: 'test/1', env: {} });
  }

  /** An informer that does nothing yet. */
  create(options: Partial<InformerOptions<Widget>> = {}): Informer<Widget> {
    const backoff = { baseMs: 2, maxMs: 10 };
    const { logger } = this;
    return new Informer<Widget>({ client: this.#client, resource: widgets, logger, backoff, ...options });
  }

  /** Has an informer follow the server; its list is on the way afterwards. */
  run(informer: Informer<Widget>): void {
    this.#running.push(informer.run(this.#stop.signal));
  }

  /** An informer that has listed and watches. */
  async start(options: Partial<InformerOptions<Widget>> = {}): Promise<Informer<Widget>> {
    const informer = this.create(options);
    this.run(informer);
    await this.synced(informer);
    await eventually(() =>
      expect(this.server.watchers).toBeGreaterThanOrEqual(options.namespaces?.length ?? 1),
    );
    return informer;
  }

  synced(informer: Informer<Widget>): Promise<void> {
    return informer.waitForSync(this.#stop.signal);
  }

  /** Waits until the informer has seen everything that has happened on the server. */
  async caughtUp(informer: Informer<Widget>): Promise<void> {
    const barrier = this.server.put('barrier', Number(this.server.revision));
    await eventually(() => expect(sizeOf(informer, 'barrier')).toBe(barrier.spec.size));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
    await this.#client.close();
    await this.server.stop();
  }
}

/** What a handler was told from now on, in short: `+a`, `~a 1→2`, `-a`. */
export function recordChanges(informer: Informer<Widget>): string[] {
  const changes: string[] = [];
  informer.onChange((old, current) => {
    if (current === undefined) changes.push(`-${old?.metadata.name}`);
    else if (old === undefined) changes.push(`+${current.metadata.name}`);
    else changes.push(`~${current.metadata.name} ${old.spec.size}→${current.spec.size}`);
  });
  return changes;
}

/** The size of a widget in the namespace `default`, as the informer has it. */
export function sizeOf(informer: Informer<Widget>, name: string): number | undefined {
  return informer.get('default', name)?.spec.size;
}
