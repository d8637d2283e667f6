import type { SchemaProps } from '../schema-props.ts';
import type { ValidationReport } from './validation-report.ts';

/** Compiles the checks of a number: `minimum`, `maximum` and `multipleOf`; undefined when there are none. */
export function compileNumberCheck(
  schema: SchemaProps,
): ((value: number, report: ValidationReport) => void) | undefined {
  const { minimum, maximum, multipleOf, exclusiveMinimum = false, exclusiveMaximum = false } = schema;
  if (minimum === undefined && maximum === undefined && multipleOf === undefined) return undefined;

  return (value, report) => {
    if (multipleOf !== undefined && !isMultiple(value, multipleOf)) {
      report.addInvalid(value, `should be a multiple of ${multipleOf}`);
    }
    if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) {
      report.addInvalid(value, `should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
    }
    if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) {
      report.addInvalid(value, `should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
    }
  };
}

/** Allows for the rounding of decimal fractions: 0.3 is a multiple of 0.1. */
function isMultiple(value: number, factor: number): boolean {
  const quotient = value / factor;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}
