import { randomUUID } from 'node:crypto';
import { KubernetesApiError, type KubernetesObject, type Resource } from '@sluice/controller-runtime';
import { type Kind, kinds } from '@sluice/kong-resources';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** An object as the cluster stores it: plain JSON. */
export interface StoredObject extends KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation: number;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: StoredStatus;
  readonly [field: string]: unknown;
}

/** What the operator has found out about an object, in the shapes of all kinds. */
export interface StoredStatus {
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason: string;
    readonly message: string;
    readonly lastTransitionTime: string;
    readonly observedGeneration?: number;
  }[];
  readonly id?: string;
  readonly organizationID?: string;
  readonly serverURL?: string;
  readonly konnect?: Readonly<Record<string, string>>;
}

/** A manifest: what a user applies. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** A change of the cluster, as a watch tells it. */
export interface Change {
  readonly version: number;
  readonly plural: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: StoredObject;
}

/** A write by the program under test. */
export interface ClusterWrite {
  readonly object: string;
  readonly subresource: string | undefined;
  readonly patch: object;
}

const builtIns = new Map([
  ['Secret', 'secrets'],
  ['Event', 'events'],
]);
const kindsByPlural = new Map<string, Kind>(kinds.map((kind) => [kind.plural, kind]));

/** Schemas to check by. API servers read patterns as RE2, which takes an escaped hyphen; JavaScript doesn't. */
const checkedBy = new Map<string, TSchema>(
  kinds.map(({ plural, versions }): [string, TSchema] => [
    plural,
    JSON.parse(JSON.stringify(versions[0].schema).replaceAll(String.raw`\\-`, '-')),
  ]),
);
const pluralOf = new Map([...builtIns, ...kinds.map((kind): [string, string] => [kind.kind, kind.plural])]);

/**
 * The objects of a cluster, with what an API server does to them: versions, generations, defaults and validation of
 * the CRDs, finalizers, and a log of changes. Users change it through its methods, the program under test through
 * a `FakeKubernetesClient`.
 */
export class FakeCluster {
  /** What the program under test has written. */
  readonly writes: ClusterWrite[] = [];
  readonly #objects = new Map<string, StoredObject>();
  readonly #changes: Change[] = [];
  readonly #listeners = new Set<() => void>();
  #version = 100;

  get version(): number {
    return this.#version;
  }

  /** Every change after a version, of one kind. */
  changesAfter(version: number, plural: string): Change[] {
    const first = this.#changes.findLastIndex((change) => change.version <= version) + 1;
    return this.#changes.slice(first).filter((change) => change.plural === plural);
  }

  /** Is called after each change; the answer ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  listed(plural: string): StoredObject[] {
    return [...this.#objects].filter(([key]) => key.startsWith(`${plural}/`)).map(([, object]) => object);
  }

  list(kind: string): StoredObject[] {
    return this.listed(pluralOf.get(kind) ?? kind);
  }

  find(kind: string, name: string, namespace = 'default'): StoredObject | undefined {
    return this.#objects.get(keyOf(pluralOf.get(kind) ?? kind, namespace, name));
  }

  get(kind: string, name: string, namespace = 'default'): StoredObject {
    const object = this.find(kind, name, namespace);
    if (!object) throw new TypeError(`there is no ${kind} ${namespace}/${name}`);
    return object;
  }

  /** As `kubectl create`. */
  create(manifest: Manifest): StoredObject {
    const { namespace = 'default', ...metadata } = manifest.metadata;
    const plural = pluralOf.get(manifest.kind) ?? manifest.kind;
    const key = keyOf(plural, namespace, metadata.name);
    if (this.#objects.has(key)) throw refusal(409, 'AlreadyExists', `${key} exists already`);
    const created = {
      ...metadata,
      namespace,
      uid: randomUUID(),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: '2030-01-01T00:00:00Z',
    };
    const object = this.#validated(plural, { ...structuredClone(manifest), metadata: created });
    return this.#store('ADDED', plural, key, object);
  }

  /** As `kubectl edit`: replaces what the change returns; spec and metadata only. */
  edit(
    kind: string,
    name: string,
    change: { spec?: object; metadata?: object; data?: object },
    namespace = 'default',
  ): StoredObject {
    const plural = pluralOf.get(kind) ?? kind;
    return this.#patched(plural, namespace, name, change, undefined);
  }

  /** As `kubectl edit --subresource status`. */
  writeStatus(kind: string, name: string, status: object, namespace = 'default'): StoredObject {
    return this.#patched(pluralOf.get(kind) ?? kind, namespace, name, { status }, 'status');
  }

  /** As `kubectl delete --wait=false`; what has no finalizer is gone at once. */
  delete(kind: string, name: string, namespace = 'default'): void {
    const plural = pluralOf.get(kind) ?? kind;
    const key = keyOf(plural, namespace, name);
    const object = this.get(kind, name, namespace);
    const { metadata } = object;
    if (metadata.deletionTimestamp !== undefined) return;
    if ((metadata.finalizers ?? []).length === 0) {
      this.#objects.delete(key);
      this.#tell('DELETED', plural, { ...object, metadata: { ...metadata, resourceVersion: this.#next() } });
      return;
    }
    const deleted = {
      ...metadata,
      generation: metadata.generation + 1,
      deletionTimestamp: '2030-01-01T00:00:00Z',
    };
    this.#store('MODIFIED', plural, key, { ...object, metadata: deleted });
  }

  /** A merge patch of the program under test. */
  patch(
    { plural }: Resource,
    namespace: string,
    name: string,
    patch: object,
    subresource: string | undefined,
  ): StoredObject {
    this.writes.push({ object: keyOf(plural, namespace, name), subresource, patch });
    return this.#patched(plural, namespace, name, patch, subresource);
  }

  #patched(
    plural: string,
    namespace: string,
    name: string,
    patch: object,
    subresource: string | undefined,
  ): StoredObject {
    const key = keyOf(plural, namespace, name);
    const known = this.#objects.get(key);
    if (!known) throw refusal(404, 'NotFound', `${key} not found`);
    const patched = merged(known, patch) as StoredObject;
    if (patched.metadata.resourceVersion !== known.metadata.resourceVersion)
      throw refusal(409, 'Conflict', `${key} has been modified`);
    if (patched.metadata.uid !== known.metadata.uid)
      throw refusal(409, 'Conflict', `${key} is another object`);

    const next =
      subresource === 'status'
        ? { ...known, status: patched.status }
        : { ...patched, ...(known.status === undefined ? {} : { status: known.status }) };
    const changed = this.#validated(plural, next as StoredObject);
    if (JSON.stringify(changed) === JSON.stringify(known)) return known;
    const isNewSpec = JSON.stringify(changed.spec) !== JSON.stringify(known.spec);
    const generation = known.metadata.generation + (isNewSpec ? 1 : 0);
    const object = { ...changed, metadata: { ...changed.metadata, generation } };
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    if (deletionTimestamp === undefined || finalizers.length > 0) {
      return this.#store('MODIFIED', plural, key, object);
    }
    this.#objects.delete(key);
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: this.#next() } };
    this.#tell('DELETED', plural, last);
    return last;
  }

  #validated(plural: string, object: Manifest | StoredObject): StoredObject {
    const schema = kindsByPlural.get(plural)?.versions[0].schema;
    const checked = checkedBy.get(plural) ?? {};
    if (schema) {
      const { metadata, ...rest } = object;
      const known = Value.Clean(schema, Value.Default(schema, structuredClone(rest)));
      if (!Value.Check(checked, known)) {
        const [error] = Value.Errors(checked, known);
        throw refusal(422, 'Invalid', `${plural} is invalid: ${JSON.stringify(error)}`);
      }
      return { ...(known as StoredObject), metadata: metadata as StoredObject['metadata'] };
    }
    return object as StoredObject;
  }

  #store(type: Change['type'], plural: string, key: string, object: StoredObject): StoredObject {
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: this.#next() } };
    this.#objects.set(key, stored);
    this.#tell(type, plural, stored);
    return stored;
  }

  #next(): string {
    this.#version++;
    return String(this.#version);
  }

  #tell(type: Change['type'], plural: string, object: StoredObject): void {
    this.#changes.push({ version: this.#version, plural, type, object });
    for (const listener of this.#listeners) listener();
  }
}

/** The refusal of an API server. */
export function refusal(status: number, reason: string, message: string): KubernetesApiError {
  return new KubernetesApiError({ status, reason, message });
}

function keyOf(plural: string, namespace: string, name: string): string {
  return `${plural}/${namespace}/${name}`;
}

/** A JSON merge patch (RFC 7396). */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const base = typeof target === 'object' && target !== null && !Array.isArray(target) ? target : {};
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}
