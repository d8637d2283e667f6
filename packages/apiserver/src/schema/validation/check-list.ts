import { jsonEqual } from '../json-equal.ts';
import { isObject } from '../json-object.ts';
import { tooMany } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';
import { findByKeys } from './list-map.ts';
import type { Check, ValidationReport } from './validation-report.ts';

/** Compiles the checks of a list: each item by its schema, number of items, `uniqueItems`. */
export function compileListCheck(
  schema: SchemaProps,
  compile: (schema: SchemaProps) => Check,
): (value: unknown[], old: unknown, report: ValidationReport) => void {
  const { minItems, maxItems, uniqueItems } = schema;
  const checkItem = schema.items ? compile(schema.items) : undefined;
  const keys = schema['x-kubernetes-list-type'] === 'map' ? schema['x-kubernetes-list-map-keys'] : undefined;

  return (value, old, report) => {
    if (checkItem) {
      for (let index = 0; index < value.length; index++) {
        const before = report.errors.length;
        report.path.push(index);
        checkItem(value[index], undefined, report);
        if (report.errors.length > before && keys && Array.isArray(old)) {
          // Only an item with errors is worth looking up: its old self may excuse it.
          report.truncate(before);
          checkItem(value[index], findByKeys(old, keys, value[index]), report);
        }
        report.path.pop();
      }
    }
    if (minItems !== undefined && value.length < minItems) {
      report.addInvalid(value.length, `should have at least ${minItems} items`);
    }
    if (maxItems !== undefined && value.length > maxItems) {
      report.errors.push(tooMany(report.path.toField(), value.length, maxItems));
    }
    if (uniqueItems && hasDuplicates(value)) report.addInvalid('', "shouldn't contain duplicates");
  };
}

function hasDuplicates(items: unknown[]): boolean {
  const seen = new Set<unknown>();
  const composites: unknown[] = [];
  for (const item of items) {
    if (Array.isArray(item) || isObject(item)) {
      if (composites.some((other) => jsonEqual(other, item))) return true;
      composites.push(item);
    } else {
      if (seen.has(item)) return true;
      seen.add(item);
    }
  }
  return false;
}
