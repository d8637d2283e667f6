import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { EntityDescriptor, EntityFields } from '../core-entities/entity-descriptor.ts';
import { compileEntityReader } from '../core-entities/read-entity.ts';
import { parentIdOf, type StoredEntities, type StoredEntity } from './declarative-document.ts';
import { DocumentReferences } from './document-references.ts';
import { readDocument } from './read-document.ts';
import { StoredIndex } from './stored-index.ts';

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
 * name, or address. What the document doesn't hold is deleted, after all else, so that nothing refers to it any more;
 * where it selects by tags, only of what has these.
 */
export function planImport(
  document: unknown,
  controlPlaneId: string,
  current: StoredEntities,
  descriptors: readonly EntityDescriptor[],
): ImportPlan {
  const read = readDocument(document, descriptors);
  if (!read.ok) {
    return read;
  }
  const { collections, selectTags } = read.document;
  const problems: string[] = [];
  const wanted = new Map<string, Wanted[]>();
  collect(wanted, collections, undefined, '', descriptors);
  const steps: ImportStep[] = [];
  const kept = new Set<string>();
  const references = new DocumentReferences();
  for (const descriptor of descriptors) {
    const readEntity = compileEntityReader(descriptor);
    const stored = new StoredIndex(controlPlaneId, descriptor, current.get(descriptor.type) ?? []);
    const keys = new Set<string>();
    for (const { body, parentId, where } of wanted.get(descriptor.type) ?? []) {
      const own = withTags(withoutChildren(descriptor, body, descriptors), selectTags);
      const input = readEntity(references.resolve(descriptor, own), { parentId });
      if (!input.ok) {
        problems.push(`${where}: ${explain(input.error.body)}`);
        continue;
      }
      const { fields, id: givenId } = input.draft;
      const match = stored.find(givenId, fields);
      const id = match?.id ?? givenId ?? randomUUID();
      const key = descriptor.uniqueKey?.value(fields) ?? id;
      if (kept.has(id) || keys.has(key)) {
        problems.push(`${where}: is in the document twice`);
        continue;
      }
      kept.add(id);
      keys.add(key);
      references.add(descriptor, { givenId, fields, id });
      if (match === undefined || !isDeepStrictEqual(withoutTimes(match), plain(fields))) {
        steps.push(step(descriptor, match === undefined ? 'create' : 'update', id, fields));
      }
      collect(wanted, body, { descriptor, id }, `${where}.`, descriptors);
    }
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, steps: [...steps, ...deletes(selected(current, selectTags), kept, descriptors)] };
}

/** Gives the tags to an entity of a document; what is no entity is left for its reader to refuse. */
function withTags(body: unknown, tags: readonly string[]): unknown {
  if (tags.length === 0 || typeof body !== 'object' || body === null) {
    return body;
  }
  const own: unknown = 'tags' in body ? (body.tags ?? []) : [];
  return Array.isArray(own) ? { ...body, tags: [...new Set([...own, ...tags])] } : body;
}

/** What has all of the tags. */
function selected(current: StoredEntities, tags: readonly string[]): StoredEntities {
  const isSelected = ({ tags: own = [] }: StoredEntity) =>
    Array.isArray(own) && tags.every((tag) => own.includes(tag));
  return new Map([...current].map(([type, entities]) => [type, entities.filter(isSelected)]));
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
    const entities = Array.isArray(listed) ? listed : listed === undefined || listed === null ? [] : [listed];
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
