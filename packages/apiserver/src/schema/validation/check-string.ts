import { RE2JS } from 're2js';
import { tooLong, typeInvalid } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';
import { stringFormat, supportedFormat } from './string-formats.ts';
import type { ValidationReport } from './validation-report.ts';

/**
 * Compiles the checks of a string: length in code points, pattern, format. Patterns run on RE2, in time linear
 * in the string, so that no pattern of a CRD can hang the server; they match anywhere unless anchored.
 *
 * @throws RE2JSException when the pattern is none
 */
export function compileStringCheck(
  schema: SchemaProps,
): ((value: string, report: ValidationReport) => void) | undefined {
  const { minLength, maxLength, pattern } = schema;
  const regex = pattern ? RE2JS.compile(pattern) : undefined;
  const format = supportedFormat(schema);
  const hasFormat = format === undefined ? undefined : stringFormat(format);
  if (minLength === undefined && maxLength === undefined && !regex && !hasFormat) return undefined;

  return (value, report) => {
    if (maxLength !== undefined && isLongerThan(value, maxLength)) {
      report.errors.push(tooLong(report.path.toField(), maxLength));
    } else if (minLength !== undefined && isShorterThan(value, minLength)) {
      report.addInvalid(value, `should be at least ${minLength} chars long`);
    } else if (regex && !regex.test(value)) {
      report.addInvalid(value, `should match '${pattern}'`);
    }
    if (hasFormat && !hasFormat(value)) {
      const detail = `${report.path} in body must be of type ${format}: ${JSON.stringify(value)}`;
      report.errors.push(typeInvalid(report.path.toField(), value, detail));
    }
  };
}

/** A string never has more code points than UTF-16 units, so most need no counting. */
function isLongerThan(text: string, limit: number): boolean {
  return text.length > limit && countCodePoints(text) > limit;
}

function isShorterThan(text: string, limit: number): boolean {
  return text.length < limit || (text.length < 2 * limit && countCodePoints(text) < limit);
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
