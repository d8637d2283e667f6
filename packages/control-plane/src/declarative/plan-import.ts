import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { EntityDescriptor, EntityFields } from '../core-entities/entity-descriptor.ts';
import { compileEntityReader } from '../core-entities/read-entity.ts';
import {
  FORMAT_VERSION,
  parentIdOf,
  type StoredEntities,
  type StoredEntity,
} from './declarative-document.ts';

/** One call that an import makes. */
export interface ImportStep {
  action: 'create' | 'update' | 'delete';
  type: string;
  /** What people call the entity: its name, address or id. */
  name: string;
  id: string;
  /** The segments of its collection below `core-entities`. */
  collection: string;
  /** What to write; undefined for a delete. */
  body: EntityFields | undefined;
}

/** The calls in the order in which they must be made, or what is wrong with the document and where. */
export type ImportPlan =
  | { ok: true; steps: readonly ImportStep[] }
  | { ok: false; problems: readonly string[] };

interface Wanted {
  body: EntityFields;
  parentId: string | undefined;
  /** Where in the document it is, e.g. `upstreams[0].targets[1]`. */
  where: string;
}

/**
 * Compares a document with what is in a control plane and answers what makes them equal. Everything in the document is
 * checked before anything is planned. Entities are matched by id where the document has one, else by what is unique:
 * name, or address. What the document doesn't hold is deleted, after all else, so that nothing refers to it any more.
 */
export function planImport(
  document: unknown,
  current: StoredEntities,
  descriptors: readonly EntityDescriptor[],
): ImportPlan {
  const problems = documentProblems(document, descriptors);
  if (problems.length > 0) {
    return { ok: false, problems };
  }
  const wanted = new Map<string, Wanted[]>();
  collect(wanted, document as EntityFields, undefined, '', descriptors);
  const steps: ImportStep[] = [];
  const kept = new Set<string>();
  for (const descriptor of descriptors) {
    const read = compileEntityReader(descriptor);
    const stored = current.get(descriptor.type) ?? [];
    for (const { body, parentId, where } of wanted.get(descriptor.type) ?? []) {
      const input = read(withoutChildren(descriptor, body, descriptors), { parentId });
      if (!input.ok) {
        problems.push(`${where}: ${explain(input.error.body)}`);
        continue;
      }
      const { fields } = input.draft;
      const match = stored.find((entity) => isSame(descriptor, entity, input.draft.id, fields));
      const id = match?.id ?? input.draft.id ?? randomUUID();
      if (kept.has(id)) {
        problems.push(`${where}: is in the document twice`);
        continue;
      }
      kept.add(id);
      if (match === undefined || !isDeepStrictEqual(withoutTimes(match), plain(fields))) {
        steps.push(step(descriptor, match === undefined ? 'create' : 'update', id, fields));
      }
      collect(wanted, body, { descriptor, id }, `${where}.`, descriptors);
    }
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, steps: [...steps, ...deletes(current, kept, descriptors)] };
}

function documentProblems(document: unknown, descriptors: readonly EntityDescriptor[]): string[] {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return ['the document must be an object with collections of entities'];
  }
  const problems: string[] = [];
  const { _format_version: version, ...rest } = document as EntityFields;
  if (version !== FORMAT_VERSION) {
    problems.push(`_format_version: must be "${FORMAT_VERSION}"`);
  }
  const known = new Set(
    descriptors.filter(({ parent }) => !parent?.required).map(({ collection }) => collection),
  );
  for (const name of Object.keys(rest)) {
    if (!known.has(name) && name !== '_konnect' && name !== '_info') {
      problems.push(`${name}: isn't supported; known are ${[...known].join(', ')}`);
    }
  }
  return problems;
}

/** Notes the entities that lie directly below the parent, or below the control plane. */
function collect(
  wanted: Map<string, Wanted[]>,
  fields: EntityFields,
  parent: { descriptor: EntityDescriptor; id: string } | undefined,
  prefix: string,
  descriptors: readonly EntityDescriptor[],
): void {
  for (const descriptor of descriptors) {
    const mayLieHere =
      parent === undefined
        ? !descriptor.parent?.required
        : descriptor.parent?.type === parent.descriptor.type;
    const listed = mayLieHere ? fields[descriptor.collection] : undefined;
    const entities = Array.isArray(listed) ? listed : listed === undefined ? [] : [listed];
    const found = entities.map((body: EntityFields, index) => ({
      body,
      parentId: parent?.id,
      where: `${prefix}${descriptor.collection}[${index}]`,
    }));
    wanted.set(descriptor.type, [...(wanted.get(descriptor.type) ?? []), ...found]);
  }
}

function withoutChildren(
  { type }: EntityDescriptor,
  body: EntityFields,
  descriptors: readonly EntityDescriptor[],
): unknown {
  if (typeof body !== 'object' || body === null) {
    return body;
  }
  const children = descriptors.filter(({ parent }) => parent?.type === type);
  const names = new Set(children.map(({ collection }) => collection));
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.has(name)));
}

function isSame(
  { uniqueKey }: EntityDescriptor,
  entity: StoredEntity,
  id: string | undefined,
  fields: EntityFields,
): boolean {
  const key = uniqueKey?.value(fields);
  return id === undefined ? key !== undefined && uniqueKey?.value(entity) === key : entity.id === id;
}

function step(
  descriptor: EntityDescriptor,
  action: ImportStep['action'],
  id: string,
  fields: EntityFields,
): ImportStep {
  const { parent, type } = descriptor;
  const parentId = parentIdOf(descriptor, fields);
  const collection = parent?.required
    ? `${parent.collection}/${parentId}/${descriptor.collection}`
    : descriptor.collection;
  const name = String(fields.name ?? fields.target ?? id);
  return { action, type, name, id, collection, body: action === 'delete' ? undefined : fields };
}

/** Children before their parents; those that go with a parent need no call of their own. */
function deletes(
  current: StoredEntities,
  kept: ReadonlySet<string>,
  descriptors: readonly EntityDescriptor[],
): ImportStep[] {
  return descriptors.toReversed().flatMap((descriptor) =>
    (current.get(descriptor.type) ?? [])
      .filter((entity) => !kept.has(entity.id))
      .filter((entity) => {
        const parentId = parentIdOf(descriptor, entity);
        const goesAlong = descriptor.parent?.onParentDelete === 'cascade';
        return parentId === undefined || kept.has(parentId) || !goesAlong;
      })
      .map((entity) => step(descriptor, 'delete', entity.id, entity)),
  );
}

function withoutTimes(entity: StoredEntity): EntityFields {
  const { id: _id, created_at: _created, updated_at: _updated, ...fields } = entity;
  return plain(fields);
}

/** Without what has no value, as JSON has it. */
function plain(fields: EntityFields): EntityFields {
  return JSON.parse(JSON.stringify(fields)) as EntityFields;
}

function explain({ message, details = [] }: { message: string; details?: readonly object[] }): string {
  const said = details.flatMap((detail) => {
    const { field = '', messages = [] } = detail as { field?: string; messages?: string[] };
    return messages.map((text) => (field === '' ? text : `${field}: ${text}`));
  });
  return said.length === 0 ? message : said.join('; ');
}
