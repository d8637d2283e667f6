import type { Logger } from 'pino';
import { aggregateRules } from '../authorization/aggregate-rules.ts';
import { RBAC_TABLES, type Role } from '../authorization/rbac-objects.ts';
import type { RegistryContext } from '../registry/registry-context.ts';
import { jsonEqual } from '../schema/json-equal.ts';
import type { Change } from '../storage/change.ts';
import { objectKey, type StoredEntry } from '../storage/stored-entry.ts';
import { KeyQueue } from './key-queue.ts';
import { changeObject, serverTarget } from './server-write.ts';

const TABLE = RBAC_TABLES.ClusterRole;

/**
 * Gives each ClusterRole with an `aggregationRule` the rules of those that it selects. One that gathers others can be
 * gathered itself: its change comes back here, until nothing changes any more.
 */
export class RoleAggregation {
  readonly #context: RegistryContext;
  readonly #queue: KeyQueue;
  /** Names of the roles that gather others. */
  readonly #gathering = new Set<string>();

  constructor(context: RegistryContext, logger: Logger | undefined) {
    this.#context = context;
    this.#queue = new KeyQueue('aggregation of a ClusterRole', (name) => this.#gather(name), logger);
    for (const entry of context.store.table(TABLE).heads()) this.#note(entry);
    for (const name of this.#gathering) this.#queue.add(name);
    context.store.onPublished((changes) => this.#observe(changes));
  }

  close(): void {
    this.#queue.close();
  }

  #observe(changes: readonly Change[]): void {
    let hasChanged = false;
    for (const { resource, type, entry } of changes) {
      if (resource !== TABLE) continue;
      if (type === 'DELETED') this.#gathering.delete(entry.name);
      else this.#note(entry);
      hasChanged = true;
    }
    // Roles change rarely, and few gather others: which of them are concerned isn't worth finding out.
    if (hasChanged) for (const name of this.#gathering) this.#queue.add(name);
  }

  #note(entry: StoredEntry): void {
    if (readRole(entry)['aggregationRule'] === undefined) this.#gathering.delete(entry.name);
    else this.#gathering.add(entry.name);
  }

  async #gather(name: string): Promise<void> {
    const table = this.#context.store.table(TABLE);
    const definition = this.#context.catalog.get(TABLE);
    const entry = table.head(objectKey('', name));
    if (entry === undefined || definition === undefined) return;
    const rules = aggregateRules(readRole(entry), [...table.heads()].map(readRole));
    if (rules === undefined) return;
    const target = serverTarget(definition, { namespace: '', name });
    await changeObject(this.#context, target, entry.uid, (role) => {
      if (!jsonEqual(role['rules'] ?? [], rules)) role['rules'] = rules;
    });
  }
}

function readRole({ json }: StoredEntry): Role {
  return JSON.parse(json);
}
