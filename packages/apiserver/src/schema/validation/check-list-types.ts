import type { FieldError } from '../field-error.ts';
import { FieldPath } from '../field-path.ts';
import { isObject, type UnknownObject } from '../json-object.ts';
import { duplicateValue, invalidValue } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';

/** Gives equal values the same text. */
type Identify = (value: object) => string;

type Walk = (value: unknown, path: FieldPath, errors: FieldError[]) => void;

/**
 * Compiles the uniqueness that `x-kubernetes-list-type` promises: of the items of a `set`, and of the keys in a
 * `map`. Undefined when the schema has neither. Map entries are written `spec.labels[key]` in these errors.
 */
export function compileListTypeCheck(
  root: SchemaProps,
): ((object: UnknownObject) => FieldError[]) | undefined {
  const walk = compileNode(root);
  if (!walk) return undefined;
  return (object) => {
    const errors: FieldError[] = [];
    walk(object, new FieldPath(), errors);
    return errors;
  };
}

function compileNode(schema: SchemaProps): Walk | undefined {
  if (schema.items) return compileList(schema, schema.items);
  const fields = new Map<string, { segment: string; walk: Walk }>();
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const walk = compileNode(property);
    if (walk) fields.set(name, { segment: `.${name}`, walk });
  }
  const walkEntry = isObject(schema.additionalProperties)
    ? compileNode(schema.additionalProperties)
    : undefined;
  if (fields.size === 0 && !walkEntry) return undefined;
  return (value, path, errors) => {
    if (!isObject(value)) return;
    for (const key of Object.keys(value)) {
      const field = fields.get(key);
      const walk = field?.walk ?? walkEntry;
      if (!walk) continue;
      path.push(field?.segment ?? `[${key}]`);
      walk(value[key], path, errors);
      path.pop();
    }
  };
}

function compileList(schema: SchemaProps, items: SchemaProps): Walk | undefined {
  const walkItem = compileNode(items);
  const checkUnique = compileUnique(schema);
  if (!walkItem && !checkUnique) return undefined;
  return (value, path, errors) => {
    if (!Array.isArray(value)) return;
    checkUnique?.(value, path, errors);
    if (!walkItem) return;
    for (let index = 0; index < value.length; index++) {
      path.push(index);
      walkItem(value[index], path, errors);
      path.pop();
    }
  };
}

function compileUnique(
  schema: SchemaProps,
): ((items: unknown[], path: FieldPath, errors: FieldError[]) => void) | undefined {
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set') return (items, path, errors) => reportDuplicates(items, canonicalJson, path, errors);
  const keys = schema['x-kubernetes-list-map-keys'];
  if (type !== 'map' || !keys) return undefined;
  return (items, path, errors) => {
    const stray = items.findIndex((item) => item !== null && !isObject(item));
    if (stray >= 0) {
      path.push(stray);
      const detail = 'must be an object for an array of list-type map';
      errors.push(invalidValue(path.toField(), items[stray], detail));
      path.pop();
      return;
    }
    if (items.length > 1)
      reportDuplicates(
        items.map((item) => pickKeys(item, keys)),
        // The keys are picked in one order, and each is a scalar.
        JSON.stringify,
        path,
        errors,
      );
  };
}

function pickKeys(item: unknown, keys: readonly string[]): UnknownObject {
  const picked: UnknownObject = {};
  if (isObject(item)) for (const key of keys) if (Object.hasOwn(item, key)) picked[key] = item[key];
  return picked;
}

/** Reports each value that occurs more than once, at its second place. */
function reportDuplicates(
  values: unknown[],
  identify: Identify,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (values.length < 2) return;
  const timesSeen = new Map<unknown, number>();
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    const identity = typeof value === 'object' && value !== null ? `{}${identify(value)}` : value;
    const times = (timesSeen.get(identity) ?? 0) + 1;
    timesSeen.set(identity, times);
    if (times !== 2) continue;
    path.push(index);
    errors.push(duplicateValue(path.toField(), value));
    path.pop();
  }
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
