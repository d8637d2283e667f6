import { isObject } from '../json-object.ts';
import type { SchemaProps } from '../schema-props.ts';

/** A rule's `fieldPath` in the notation of field errors, or the reason why it is none. */
export type RuleFieldPath = { ok: true; path: string } | { ok: false; reason: string };

/** `.name` or `['name']`, in which a backslash escapes the next character. */
const stepPattern = /\.([^.[\]']+)|\['((?:\\.|[^'\\])*)'\]/y;

/** Reads a `fieldPath` such as `.spec.labels['a.b']`, which must lead to a field of the rule's schema. */
export function parseRuleFieldPath(fieldPath: string, schema: SchemaProps): RuleFieldPath {
  let node: SchemaProps | undefined = schema;
  let path = '';
  stepPattern.lastIndex = 0;
  while (stepPattern.lastIndex < fieldPath.length) {
    const step = stepPattern.exec(fieldPath);
    if (!step) return { ok: false, reason: `expected .name or ['name'] in ${JSON.stringify(fieldPath)}` };
    const name: string = step[1] ?? (step[2] ?? '').replaceAll(/\\(.)/g, '$1');
    const { properties, additionalProperties }: SchemaProps = node;
    if (properties) {
      node = Object.hasOwn(properties, name) ? properties[name] : undefined;
      path += `.${name}`;
    } else {
      node = isObject(additionalProperties) ? additionalProperties : undefined;
      path += `[${name}]`;
    }
    if (!node) return { ok: false, reason: 'does not refer to a valid field' };
  }
  return path === '' ? { ok: false, reason: 'must not be empty' } : { ok: true, path };
}
