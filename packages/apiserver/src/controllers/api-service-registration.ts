import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { byVersionPriority } from '../discovery/version-priority.ts';
import type { KubeObject } from '../kube-object.ts';
import { apiService } from '../registry/built-ins/cluster/api-service.ts';
import { type RegistryContext, timestamp } from '../registry/registry-context.ts';
import { objectKey, toEntry } from '../storage/stored-entry.ts';
import { KeyQueue } from './key-queue.ts';

/** Marks those that a server keeps by itself. */
const MANAGED_LABEL = 'kube-aggregator.kubernetes.io/automanaged';

/** The priorities of groups: the core group first, the other built-in ones, then those of CRDs (kube-apiserver's). */
const CORE_PRIORITY = 18_000;
const BUILT_IN_PRIORITY = 17_000;
const CUSTOM_PRIORITY = 1_000;
const FIRST_VERSION_PRIORITY = 100;

/** Keeps one APIService for each version of each group that is served, and no other. */
export class ApiServiceRegistration {
  readonly #context: RegistryContext;
  readonly #queue: KeyQueue;
  readonly #unsubscribe: () => void;

  constructor(context: RegistryContext, logger: Logger | undefined) {
    this.#context = context;
    this.#queue = new KeyQueue('registration of an API group', (name) => this.#reconcile(name), logger);
    this.#unsubscribe = context.catalog.onChanged(() => this.#compare());
  }

  /** Registers what is served now. Resolves when that is stored. */
  async start(): Promise<void> {
    const missing = [...this.#wanted().keys()].filter((name) => !this.#stored().has(name));
    await Promise.all(missing.map((name) => this.#reconcile(name)));
    this.#compare();
  }

  close(): void {
    this.#unsubscribe();
    this.#queue.close();
  }

  #compare(): void {
    const wanted = this.#wanted();
    const stored = this.#stored();
    for (const name of wanted.keys()) if (!stored.has(name)) this.#queue.add(name);
    for (const name of stored) if (!wanted.has(name)) this.#queue.add(name);
  }

  #stored(): Set<string> {
    const table = this.#context.store.table(apiService.id);
    return new Set([...table.heads()].map(({ name }) => name));
  }

  /** What is served, by the name that its APIService has: `v1.apps`, and `v1.` for the core group. */
  #wanted(): Map<string, KubeObject['spec']> {
    const groups = new Map<string, { versions: Set<string>; isBuiltIn: boolean }>();
    for (const { version } of this.#context.catalog.served()) {
      const { group, version: name, builtIn } = version.served;
      const known = groups.get(group) ?? { versions: new Set<string>(), isBuiltIn: builtIn };
      groups.set(group, known);
      known.versions.add(name);
    }
    const wanted = new Map<string, KubeObject['spec']>();
    for (const [group, { versions, isBuiltIn }] of groups) {
      const priority = group === '' ? CORE_PRIORITY : isBuiltIn ? BUILT_IN_PRIORITY : CUSTOM_PRIORITY;
      for (const [index, version] of [...versions].sort(byVersionPriority).entries()) {
        wanted.set(`${version}.${group}`, {
          ...(group !== '' && { group }),
          groupPriorityMinimum: priority,
          version,
          versionPriority: FIRST_VERSION_PRIORITY - index,
        });
      }
    }
    return wanted;
  }

  async #reconcile(name: string): Promise<void> {
    const { store, now } = this.#context;
    const table = store.table(apiService.id);
    const key = objectKey('', name);
    const existing = table.head(key);
    const spec = this.#wanted().get(name);
    if ((spec === undefined) === (existing === undefined)) return;
    const object: KubeObject = existing ? JSON.parse(existing.json) : describe(name, spec, timestamp(now()));
    const { durable } = store.write({
      type: existing === undefined ? 'ADDED' : 'DELETED',
      table,
      key,
      expected: existing,
      entry: (revision) => toEntry(object, revision, 0, existing?.id),
    });
    await durable;
  }
}

function describe(name: string, spec: KubeObject['spec'], time: string): KubeObject {
  const available = {
    type: 'Available',
    status: 'True',
    lastTransitionTime: time,
    reason: 'Local',
    message: 'Local APIServices are always available',
  };
  return {
    kind: 'APIService',
    apiVersion: 'apiregistration.k8s.io/v1',
    metadata: {
      name,
      uid: randomUUID(),
      creationTimestamp: time,
      labels: { [MANAGED_LABEL]: 'onstart' },
    },
    spec,
    status: { conditions: [available] },
  };
}
