import { jsonEqual } from '../json-equal.ts';
import { unsupportedValue } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';
import type { Check } from './validation-report.ts';

/** Compiles the check of `enum`; undefined when there is none. A nullable field may always be null. */
export function compileEnumCheck(schema: SchemaProps): Check | undefined {
  const { enum: allowed, nullable } = schema;
  if (!allowed || allowed.length === 0) return undefined;
  const scalars = new Set(allowed.filter((item) => typeof item !== 'object' || item === null));
  const composites = allowed.filter((item) => typeof item === 'object' && item !== null);

  return (value, _old, report) => {
    if (scalars.has(value) || (value === null && nullable)) return;
    if (composites.some((item) => jsonEqual(item, value))) return;
    report.errors.push(unsupportedValue(report.path.toField(), value, allowed));
  };
}
