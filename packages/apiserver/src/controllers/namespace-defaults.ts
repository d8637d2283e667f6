import type { Logger } from 'pino';
import { configMap } from '../registry/built-ins/config-map.ts';
import { namespace } from '../registry/built-ins/namespace.ts';
import { SERVICE_ACCOUNTS } from '../registry/built-ins/service-account.ts';
import { createObject } from '../registry/create-object.ts';
import type { RegistryContext } from '../registry/registry-context.ts';
import type { ResourceDefinition } from '../registry/resource-definition.ts';
import { jsonEqual } from '../schema/json-equal.ts';
import { ApiError } from '../status/api-error.ts';
import type { Change } from '../storage/change.ts';
import { objectKey } from '../storage/stored-entry.ts';
import { KeyQueue } from './key-queue.ts';
import { changeObject, serverTarget, serverWrite } from './server-write.ts';

/** The account of programs that ask for no other. */
const DEFAULT_ACCOUNT = 'default';
/** Where programs in a namespace find the certificate of the authority that the server's own was signed by. */
const ROOT_CA = 'kube-root-ca.crt';

/**
 * Sees to it that each namespace has what programs take for granted: the ServiceAccount `default`, and the ConfigMap
 * `kube-root-ca.crt`. Both come back when they are deleted, the second one also when it is changed.
 */
export class NamespaceDefaults {
  readonly #context: RegistryContext;
  readonly #rootCa: string | undefined;
  readonly #queue: KeyQueue;

  /** @param rootCa as PEM; without it there is no such ConfigMap */
  constructor(context: RegistryContext, rootCa: string | undefined, logger: Logger | undefined) {
    this.#context = context;
    this.#rootCa = rootCa;
    this.#queue = new KeyQueue('completion of a namespace', (name) => this.#complete(name), logger);
    context.store.onPublished((changes) => this.#observe(changes));
  }

  /** Sees to the namespaces that are there. */
  async start(): Promise<void> {
    const names = [...this.#context.store.table(namespace.id).heads()].map(({ name }) => name);
    await Promise.all(names.map((name) => this.#complete(name)));
  }

  close(): void {
    this.#queue.close();
  }

  #observe(changes: readonly Change[]): void {
    for (const { resource, type, entry } of changes) {
      if (resource === namespace.id && type === 'ADDED') this.#queue.add(entry.name);
      else if (resource === SERVICE_ACCOUNTS && entry.name === DEFAULT_ACCOUNT && type === 'DELETED') {
        this.#queue.add(entry.namespace);
      } else if (resource === configMap.id && entry.name === ROOT_CA && type !== 'ADDED') {
        this.#queue.add(entry.namespace);
      }
    }
  }

  async #complete(name: string): Promise<void> {
    const entry = this.#context.store.table(namespace.id).head(objectKey('', name));
    if (entry === undefined || entry.deleting) return;
    const accounts = this.#context.catalog.get(SERVICE_ACCOUNTS);
    if (accounts === undefined) throw new Error('ServiceAccounts are not served');
    const rootCa = this.#rootCa && this.#publishRootCa(name, this.#rootCa);
    await Promise.all([this.#createMissing(accounts, name, DEFAULT_ACCOUNT, {}), rootCa]);
  }

  async #publishRootCa(place: string, rootCa: string): Promise<void> {
    const data = { 'ca.crt': rootCa };
    const entry = this.#context.store.table(configMap.id).head(objectKey(place, ROOT_CA));
    if (entry === undefined) return this.#createMissing(configMap, place, ROOT_CA, { data });
    await changeObject(this.#context, serverTarget(configMap, entry), entry.uid, (object) => {
      if (!jsonEqual(object['data'], data)) object['data'] = data;
    });
  }

  async #createMissing(
    resource: ResourceDefinition,
    place: string,
    name: string,
    content: object,
  ): Promise<void> {
    if (this.#context.store.table(resource.id).head(objectKey(place, name)) !== undefined) return;
    const value = { apiVersion: 'v1', kind: resource.kind, metadata: { name, namespace: place }, ...content };
    const target = serverTarget(resource, { namespace: place, name });
    try {
      await createObject(this.#context, target, { value, duplicates: [] }, serverWrite);
    } catch (error) {
      // Somebody else was faster, or the namespace is on its way out by now: both are fine.
      if (
        !(error instanceof ApiError) ||
        !['AlreadyExists', 'Forbidden', 'NotFound'].includes(error.status.reason ?? '')
      ) {
        throw error;
      }
    }
  }
}
