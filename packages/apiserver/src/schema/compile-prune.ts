import { objectMeta } from '../built-in-schemas/object-meta.ts';
import { FieldPath } from './field-path.ts';
import { isObject, type UnknownObject } from './json-object.ts';
import type { SchemaProps } from './schema-props.ts';

/** What a walk that prunes has met so far. */
interface Pruning {
  path: FieldPath;
  unknown: string[];
}

type Prune = (value: unknown, pruning: Pruning) => void;

/** Fields of every resource, at its root: they are described by Kubernetes, not by the schema. */
const resourceFields = new Set(['apiVersion', 'kind', 'metadata']);

/** Those of a resource within another: its metadata is read here, since nobody else does. */
const embeddedFields = new Set(['apiVersion', 'kind']);

const noFields: ReadonlySet<string> = new Set();

/**
 * Compiles the removal of fields that a structural schema doesn't name (Kubernetes' pruning). The function
 * works in place and returns the paths of what it removed (`spec.list[0].bar`), in the order of the object's
 * fields. A value of another type than the schema's is left alone: validation refuses it.
 */
export function compilePrune(root: SchemaProps): (object: UnknownObject) => string[] {
  const prune = compileObject(root, root['x-kubernetes-preserve-unknown-fields'] === true, resourceFields);
  return (object) => {
    const pruning: Pruning = { path: new FieldPath(), unknown: [] };
    prune?.(object, pruning);
    return pruning.unknown;
  };
}

/** Undefined where there is never anything to remove: scalars, and what keeps unknown fields throughout. */
function compileNode(schema: SchemaProps): Prune | undefined {
  const keepsUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (schema.items) return compileList(schema.items, keepsUnknown);
  if (schema.type === 'object' || schema.properties || keepsUnknown)
    return compileObject(
      schema,
      keepsUnknown,
      schema['x-kubernetes-embedded-resource'] ? embeddedFields : noFields,
    );
  return undefined;
}

/** The items of a list that keeps unknown fields keep theirs, too. */
function compileList(items: SchemaProps, keepsUnknown: boolean): Prune | undefined {
  const prune = compileNode(
    keepsUnknown ? { ...items, 'x-kubernetes-preserve-unknown-fields': true } : items,
  );
  if (!prune) return undefined;
  return (value, pruning) => {
    if (!Array.isArray(value)) return;
    for (let index = 0; index < value.length; index++) {
      pruning.path.push(index);
      prune(value[index], pruning);
      pruning.path.pop();
    }
  };
}

/** @param kept fields that are left alone, whatever the schema says */
function compileObject(
  schema: SchemaProps,
  keepsUnknown: boolean,
  kept: ReadonlySet<string>,
): Prune | undefined {
  const fields = new Map<string, { segment: string; prune: Prune | undefined }>();
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    fields.set(name, { segment: `.${name}`, prune: compileNode(property) });
  }
  if (kept === embeddedFields) {
    fields.set('metadata', { segment: '.metadata', prune: compileNode(objectMeta) });
  }
  const pruneEntry = isObject(schema.additionalProperties)
    ? compileNode(schema.additionalProperties)
    : undefined;
  const keepsEntries = keepsUnknown || Boolean(schema.additionalProperties);
  const hasWork = !keepsEntries || pruneEntry || [...fields.values()].some(({ prune }) => prune);
  if (!hasWork) return undefined;

  return (value, pruning) => {
    if (!isObject(value)) return;
    for (const key of Object.keys(value)) {
      if (kept.has(key)) continue;
      const field = fields.get(key);
      if (!field && !keepsEntries) {
        remove(value, key, pruning);
        continue;
      }
      const prune = field ? field.prune : pruneEntry;
      if (!prune) continue;
      pruning.path.push(field ? field.segment : `.${key}`);
      prune(value[key], pruning);
      pruning.path.pop();
    }
  };
}

function remove(value: UnknownObject, key: string, pruning: Pruning): void {
  pruning.path.push(`.${key}`);
  pruning.unknown.push(pruning.path.toString());
  pruning.path.pop();
  delete value[key];
}
