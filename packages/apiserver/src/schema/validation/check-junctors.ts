import type { FieldError } from '../field-error.ts';
import type { SchemaProps } from '../schema-props.ts';
import type { Check, ValidationReport } from './validation-report.ts';

/**
 * Compiles `allOf`, `anyOf`, `oneOf` and `not`; undefined when there are none. When no alternative fits, the
 * errors of the one that fits best (the fewest errors) explain why.
 */
export function compileJunctors(
  schema: SchemaProps,
  compile: (schema: SchemaProps) => Check,
): Check | undefined {
  const checks = [
    compileAnyOf((schema.anyOf ?? []).map(compile)),
    compileOneOf((schema.oneOf ?? []).map(compile)),
    compileAllOf((schema.allOf ?? []).map(compile)),
    schema.not ? compileNot(compile(schema.not)) : undefined,
  ].filter((check) => check !== undefined);
  if (checks.length === 0) return undefined;
  return (value, old, report) => {
    for (const check of checks) check(value, old, report);
  };
}

function compileAnyOf(alternatives: Check[]): Check | undefined {
  if (alternatives.length === 0) return undefined;
  return (value, _old, report) => {
    let closest: FieldError[] | undefined;
    for (const alternative of alternatives) {
      const errors = attempt(alternative, value, report);
      if (errors.length === 0) return;
      if (!closest || errors.length < closest.length) closest = errors;
    }
    report.addUnlocated(`${quotePath(report)} must validate at least one schema (anyOf)`);
    report.errors.push(...(closest ?? []));
  };
}

function compileOneOf(alternatives: Check[]): Check | undefined {
  if (alternatives.length === 0) return undefined;
  return (value, _old, report) => {
    let closest: FieldError[] | undefined;
    let fitting = 0;
    for (const alternative of alternatives) {
      const errors = attempt(alternative, value, report);
      if (errors.length === 0) fitting++;
      else if (!closest || errors.length < closest.length) closest = errors;
    }
    if (fitting === 1) return;
    const found = fitting === 0 ? 'Found none valid' : `Found ${fitting} valid alternatives`;
    report.addUnlocated(`${quotePath(report)} must validate one and only one schema (oneOf). ${found}`);
    if (fitting === 0) report.errors.push(...(closest ?? []));
  };
}

function compileAllOf(parts: Check[]): Check | undefined {
  if (parts.length === 0) return undefined;
  return (value, _old, report) => {
    let fitting = 0;
    for (const part of parts) {
      const before = report.errors.length;
      part(value, undefined, report);
      if (report.errors.length === before) fitting++;
    }
    if (fitting === parts.length) return;
    const none = fitting === 0 ? '. None validated' : '';
    report.addUnlocated(`${quotePath(report)} must validate all the schemas (allOf)${none}`);
  };
}

function compileNot(forbidden: Check): Check {
  return (value, _old, report) => {
    if (attempt(forbidden, value, report).length > 0) return;
    report.addUnlocated(`${quotePath(report)} must not validate the schema (not)`);
  };
}

/** The errors of one alternative, which leave no trace in the report. */
function attempt(alternative: Check, value: unknown, report: ValidationReport): FieldError[] {
  const before = report.errors.length;
  alternative(value, undefined, report);
  const errors = report.errors.slice(before);
  report.truncate(before);
  return errors;
}

function quotePath(report: ValidationReport): string {
  return JSON.stringify(report.path.toString());
}
