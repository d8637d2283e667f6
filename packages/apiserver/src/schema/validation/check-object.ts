import { getOwn } from '../../patch/own-field.ts';
import { isObject, type UnknownObject } from '../json-object.ts';
import { invalidValue, requiredValue, tooMany } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';
import type { Check, ValidationReport } from './validation-report.ts';

type ObjectCheck = (value: UnknownObject, old: unknown, report: ValidationReport) => void;

/** Compiles the checks of an object: number of entries, each field by its schema, required fields. */
export function compileObjectCheck(
  schema: SchemaProps,
  compile: (schema: SchemaProps) => Check,
): ObjectCheck {
  const { minProperties, maxProperties, required = [], additionalProperties } = schema;
  const fields = new Map<string, { segment: string; check: Check }>();
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    fields.set(name, { segment: `.${name}`, check: compile(property) });
  }
  const checkEntry = isObject(additionalProperties) ? compile(additionalProperties) : undefined;
  const isAtomic = schema['x-kubernetes-map-type'] === 'atomic';

  return (value, old, report) => {
    const keys = Object.keys(value);
    if (minProperties !== undefined && keys.length < minProperties) {
      report.addInvalid(keys.length, `should have at least ${minProperties} properties`);
      return;
    }
    if (maxProperties !== undefined && keys.length > maxProperties) {
      report.errors.push(tooMany(report.path.toField(), keys.length, maxProperties));
      return;
    }
    const oldFields = isAtomic || !isObject(old) ? undefined : old;
    for (const key of keys) {
      const field = fields.get(key);
      const check = field ? field.check : checkEntry;
      if (check && value[key] !== undefined) {
        report.path.push(field ? field.segment : `.${key}`);
        check(value[key], oldFields && getOwn(oldFields, key), report);
        report.path.pop();
      } else if (!check && additionalProperties === false) {
        const detail = `${report.path}.${key} in body is a forbidden property`;
        report.errors.push(invalidValue(report.path.toField(), key, detail));
      }
    }
    for (const name of required) {
      if (Object.hasOwn(value, name) && value[name] !== undefined) continue;
      report.path.push(`.${name}`);
      report.errors.push(requiredValue(report.path.toField()));
      report.path.pop();
    }
  };
}
