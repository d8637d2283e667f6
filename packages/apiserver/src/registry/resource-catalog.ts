import type { ResourceDefinition } from './resource-definition.ts';
import type { ResourceVersion } from './resource-version.ts';

/** A resource in one of its served versions: what a request path leads to. */
export interface ServedVersion {
  resource: ResourceDefinition;
  version: ResourceVersion;
}

/** Every resource that is served now. CRDs come and go in it while the server runs. */
export class ResourceCatalog {
  readonly #definitions = new Map<string, ResourceDefinition>();
  readonly #byPath = new Map<string, ServedVersion>();
  readonly #listeners = new Set<() => void>();
  #revision = 0;

  /** Grows with each change, for those who cache what they derive from the catalog. */
  get revision(): number {
    return this.#revision;
  }

  get(id: string): ResourceDefinition | undefined {
    return this.#definitions.get(id);
  }

  /** All resources, in the order in which they were added. */
  all(): Iterable<ResourceDefinition> {
    return this.#definitions.values();
  }

  find(group: string, version: string, plural: string): ServedVersion | undefined {
    return this.#byPath.get(`${group}/${version}/${plural}`);
  }

  /** Finds by kind, in whatever version, as owner references name things. */
  findKind(group: string, kind: string): ResourceDefinition | undefined {
    for (const resource of this.#definitions.values()) {
      if (resource.kind === kind && resource.group === group) return resource;
    }
    return undefined;
  }

  /** Every resource in every version that it is served in. */
  served(): Iterable<ServedVersion> {
    return this.#byPath.values();
  }

  /** Serves a resource from now on, in place of what had its id before. */
  put(resource: ResourceDefinition): void {
    this.#forgetPaths(resource.id);
    this.#definitions.set(resource.id, resource);
    for (const version of resource.versions.values()) {
      const { group, version: name, plural } = version.served;
      // A version that another group shows is that group's resource to all who are told of it.
      const shown = group === resource.group ? resource : { ...resource, group };
      this.#byPath.set(`${group}/${name}/${plural}`, { resource: shown, version });
    }
    this.#changed();
  }

  remove(id: string): void {
    if (!this.#definitions.has(id)) return;
    this.#forgetPaths(id);
    this.#definitions.delete(id);
    this.#changed();
  }

  /** Calls back after each change; returns how to stop that. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener();
  }

  #forgetPaths(id: string): void {
    for (const [path, { resource }] of this.#byPath) if (resource.id === id) this.#byPath.delete(path);
  }
}
