import {
  type CoreEntityError,
  type CoreEntityErrorDetail,
  entityDetail,
  fieldDetail,
  validationError,
} from '@sluice/konnect-api';
import type { InputProblem } from '../validation/input-problem.ts';
import { compileReader } from '../validation/schema-reader.ts';
import type { EntityDescriptor, EntityFields } from './entity-descriptor.ts';
import { referenceId } from './reference-id.ts';

/** What a body says of an entity, ready to be stored but for its times. */
export interface EntityDraft {
  /** The id that path or body name; undefined where the server has to make one. */
  id: string | undefined;
  /** The id of the parent, for types that have one. */
  parentId: string | undefined;
  /** The entity's own fields, the reference to the parent among them; without id and times. */
  fields: EntityFields;
}

/** Where a body was sent. Ids are in small letters. */
export interface EntityAddress {
  id?: string | undefined;
  parentId?: string | undefined;
}

/** The draft, or the error to answer. */
export type ReadEntityResult = { ok: true; draft: EntityDraft } | { ok: false; error: CoreEntityError };

/** Reads the bodies of one type of entity. */
export type EntityReader = (body: unknown, address: EntityAddress) => ReadEntityResult;

/**
 * Compiles, once per type, the function that turns a body into a draft: nulls out, defaults in, checked by the schema,
 * at one with the path, in the form in which it is stored.
 */
export function compileEntityReader(descriptor: EntityDescriptor): EntityReader {
  const read = compileReader(descriptor.schema);
  const required = new Set(descriptor.schema.required ?? []);
  return (body, address) => {
    const expanded = expandBody(descriptor, body);
    if (!expanded.ok) {
      return refuse(expanded.details);
    }
    const input = read(withoutEmptyStrings(expanded.body, required));
    if (!input.ok) {
      return refuse(input.problems.map(problemDetail));
    }
    const {
      id: givenId,
      created_at: _created,
      updated_at: _updated,
      ...fields
    } = input.value as EntityFields;
    const mismatches = pathMismatches(descriptor, address, givenId, fields);
    if (mismatches.length > 0) {
      return refuse(mismatches);
    }
    const parentId = address.parentId ?? ownParentId(descriptor, fields);
    const normalized = descriptor.normalize(withParent(descriptor, fields, parentId));
    if (!normalized.ok) {
      return refuse(normalized.details);
    }
    const id = address.id ?? (typeof givenId === 'string' ? givenId.toLowerCase() : undefined);
    return { ok: true, draft: { id, parentId, fields: normalized.fields } };
  };
}

type ExpandedBody = { ok: true; body: unknown } | { ok: false; details: CoreEntityErrorDetail[] };

/** Anything that isn't an object is left for the schema to refuse. */
function expandBody({ expand }: EntityDescriptor, body: unknown): ExpandedBody {
  if (expand === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { ok: true, body };
  }
  const expanded = expand(body as EntityFields);
  return expanded.ok ? { ok: true, body: expanded.fields } : expanded;
}

/** The parent that the body of an entity names that isn't below one in the path. */
function ownParentId({ parent }: EntityDescriptor, fields: EntityFields): string | undefined {
  return parent === undefined ? undefined : referenceId(fields, parent.field)?.toLowerCase();
}

/** Sets the reference to the parent, always as the last field: equal entities have equal JSON. */
function withParent(
  { parent }: EntityDescriptor,
  fields: EntityFields,
  parentId: string | undefined,
): EntityFields {
  if (parent === undefined || parentId === undefined) {
    return fields;
  }
  const { [parent.field]: _repeated, ...own } = fields;
  return { ...own, [parent.field]: { id: parentId } };
}

/** An empty string in the place of a required one counts as missing. */
function withoutEmptyStrings(body: unknown, required: ReadonlySet<string>): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return body;
  }
  const isEmpty = ([name, value]: [string, unknown]) => value === '' && required.has(name);
  const entries = Object.entries(body);
  return entries.some(isEmpty) ? Object.fromEntries(entries.filter((entry) => !isEmpty(entry))) : body;
}

/** A body may repeat what the path says, and nothing else. */
function pathMismatches(
  descriptor: EntityDescriptor,
  address: EntityAddress,
  givenId: unknown,
  fields: EntityFields,
): CoreEntityErrorDetail[] {
  const details: CoreEntityErrorDetail[] = [];
  if (address.id !== undefined && typeof givenId === 'string' && givenId.toLowerCase() !== address.id) {
    details.push(fieldDetail('id', [`must be '${address.id}' as in the path, or be left out`]));
  }
  const givenParentId = descriptor.parent && referenceId(fields, descriptor.parent.field)?.toLowerCase();
  const mayChoose = descriptor.parent?.required === false && address.parentId === undefined;
  if (descriptor.parent && givenParentId !== undefined && givenParentId !== address.parentId && !mayChoose) {
    const field = `${descriptor.parent.field}.id`;
    details.push(fieldDetail(field, [`must be '${address.parentId}' as in the path, or be left out`]));
  }
  return details;
}

function problemDetail(problem: InputProblem): CoreEntityErrorDetail {
  return problem.field === ''
    ? entityDetail([problem.message])
    : fieldDetail(problem.field, [problem.message]);
}

function refuse(details: CoreEntityErrorDetail[]): ReadEntityResult {
  return { ok: false, error: validationError(merged(details)) };
}

/** One detail per field, with everything that is wrong with it. */
function merged(details: CoreEntityErrorDetail[]): CoreEntityErrorDetail[] {
  const byField = Map.groupBy(details, (detail) => detail.field);
  return [...byField.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, messages: [first, ...others].flatMap((detail) => detail.messages) }],
  );
}
