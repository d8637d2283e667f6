import { serviceAccountUserName } from '../auth/service-account-user.ts';
import type { User } from '../auth/user.ts';
import type { Change } from '../storage/change.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { objectKey, type StoredEntry } from '../storage/stored-entry.ts';
import type { PolicyRule } from './policy-rule.ts';
import { type Binding, RBAC_TABLES, type Role, type RoleRef, type Subject } from './rbac-objects.ts';

/** A role in the hands of one subject. */
export interface Grant {
  kind: Binding['kind'];
  /** Name and namespace of the binding; no namespace for a ClusterRoleBinding. */
  name: string;
  namespace: string;
  roleRef: RoleRef;
  subject: Subject;
}

/** Grants by subject. */
type Grants = Map<string, Grant[]>;

/**
 * All roles and bindings, compiled and in memory. It follows the store, change by change, before a write is
 * acknowledged: who has been told that a permission is gone can rely on it.
 */
export class RbacIndex {
  /** Rules of each role by table and key. */
  readonly #rules = new Map<string, readonly PolicyRule[]>();
  readonly #clusterGrants: Grants = new Map();
  readonly #namespaceGrants = new Map<string, Grants>();

  constructor(store: ObjectStore) {
    for (const table of Object.values(RBAC_TABLES)) {
      for (const entry of store.table(table).snapshot(store.revision) ?? []) this.#add(table, entry);
    }
    store.onPublished((changes) => {
      for (const change of changes) this.#observe(change);
    });
  }

  /** What a user has been given in a namespace, and in all; nothing but the latter when there is no namespace. */
  *grants(user: User, namespace: string): Generator<Grant> {
    yield* grantsIn(this.#clusterGrants, user);
    const own = namespace === '' ? undefined : this.#namespaceGrants.get(namespace);
    if (own !== undefined) yield* grantsIn(own, user);
  }

  /**
   * The rules of a role; undefined when it doesn't exist.
   *
   * @param namespace where a Role is looked for
   */
  rules({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    return this.#rules.get(ruleKey(RBAC_TABLES[kind], kind === 'Role' ? namespace : '', name));
  }

  #observe({ resource, type, entry, previous }: Change): void {
    if (!resource.endsWith('.rbac.authorization.k8s.io')) return;
    if (previous !== undefined) this.#remove(resource, previous);
    if (type !== 'DELETED') this.#add(resource, entry);
  }

  #add(table: string, entry: StoredEntry): void {
    if (table === RBAC_TABLES.Role || table === RBAC_TABLES.ClusterRole) {
      const { rules = [] }: Role = JSON.parse(entry.json);
      this.#rules.set(ruleKey(table, entry.namespace, entry.name), rules);
      return;
    }
    const grants = this.#grantsOf(entry.namespace);
    for (const grant of readGrants(entry)) {
      const key = subjectKey(grant.subject, entry.namespace);
      const known = grants.get(key);
      if (known === undefined) grants.set(key, [grant]);
      else known.push(grant);
    }
  }

  #remove(table: string, entry: StoredEntry): void {
    if (table === RBAC_TABLES.Role || table === RBAC_TABLES.ClusterRole) {
      this.#rules.delete(ruleKey(table, entry.namespace, entry.name));
      return;
    }
    const grants = this.#grantsOf(entry.namespace);
    for (const { subject } of readGrants(entry)) {
      const key = subjectKey(subject, entry.namespace);
      const left = (grants.get(key) ?? []).filter(({ name }) => name !== entry.name);
      if (left.length > 0) grants.set(key, left);
      else grants.delete(key);
    }
    if (entry.namespace !== '' && grants.size === 0) this.#namespaceGrants.delete(entry.namespace);
  }

  #grantsOf(namespace: string): Grants {
    if (namespace === '') return this.#clusterGrants;
    let grants = this.#namespaceGrants.get(namespace);
    if (grants === undefined) {
      grants = new Map();
      this.#namespaceGrants.set(namespace, grants);
    }
    return grants;
  }
}

function* grantsIn(grants: Grants, { name, groups }: User): Generator<Grant> {
  yield* grants.get(`user:${name}`) ?? [];
  for (const group of groups) yield* grants.get(`group:${group}`) ?? [];
}

function readGrants({ json, name, namespace }: StoredEntry): Grant[] {
  const { kind, roleRef, subjects = [] }: Binding = JSON.parse(json);
  return subjects.map((subject) => ({ kind, name, namespace, roleRef, subject }));
}

/** An account that a RoleBinding names without a namespace is one of the binding's own. */
function subjectKey({ kind, name, namespace = '' }: Subject, bindingNamespace: string): string {
  if (kind === 'Group') return `group:${name}`;
  if (kind === 'User') return `user:${name}`;
  return `user:${serviceAccountUserName({ namespace: namespace || bindingNamespace, name })}`;
}

function ruleKey(table: string, namespace: string, name: string): string {
  return `${table}/${objectKey(namespace, name)}`;
}
