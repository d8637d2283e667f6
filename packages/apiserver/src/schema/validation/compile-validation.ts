import { jsonEqual } from '../json-equal.ts';
import { isObject } from '../json-object.ts';
import type { SchemaProps } from '../schema-props.ts';
import { compileEnumCheck } from './check-enum.ts';
import { compileJunctors } from './check-junctors.ts';
import { compileListCheck } from './check-list.ts';
import { compileNumberCheck } from './check-number.ts';
import { compileObjectCheck } from './check-object.ts';
import { compileStringCheck } from './check-string.ts';
import { compileTypeCheck } from './check-type.ts';
import type { Check } from './validation-report.ts';

/**
 * Compiles the value validations of a schema (all but CEL rules and list types) into one function. Errors have
 * the wording of a kube-apiserver.
 *
 * Errors in a value that an update leaves as it was are dropped (Kubernetes' validation ratcheting), so that
 * objects which were valid before a CRD became stricter can still be updated elsewhere.
 *
 * @throws RE2JSException when a pattern isn't a regular expression
 */
export function compileValidation(schema: SchemaProps): Check {
  const checkType = compileTypeCheck(schema);
  const checkJunctors = compileJunctors(schema, compileValidation);
  const checkString = compileStringCheck(schema);
  const checkNumber = compileNumberCheck(schema);
  const checkList = mayBe(schema, 'array') ? compileListCheck(schema, compileValidation) : undefined;
  const checkEnum = compileEnumCheck(schema);
  const checkObject = mayBe(schema, 'object') ? compileObjectCheck(schema, compileValidation) : undefined;

  return (value, old, report) => {
    // What a patch doesn't reach is the very same value: whatever is wrong with it may stay.
    if (value === old && old !== undefined) return;
    const before = report.errors.length;
    checkType?.(value, old, report);
    if (value === null) {
      checkEnum?.(value, old, report);
    } else {
      checkJunctors?.(value, old, report);
      if (typeof value === 'string') checkString?.(value, report);
      else if (typeof value === 'number') checkNumber?.(value, report);
      else if (Array.isArray(value)) checkList?.(value, old, report);
      checkEnum?.(value, old, report);
      if (checkObject && isObject(value)) checkObject(value, old, report);
    }
    if (report.errors.length > before && old !== undefined && jsonEqual(value, old)) report.truncate(before);
  };
}

/** Parts of `allOf` and the like have no type of their own; theirs is the surrounding schema's. */
function mayBe(schema: SchemaProps, type: SchemaProps['type']): boolean {
  return schema.type === undefined || schema.type === type;
}
