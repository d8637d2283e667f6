import type { FieldError } from '../../schema/field-error.ts';
import type { UnknownObject } from '../../schema/json-object.ts';
import { invalidValue } from '../../schema/make-field-error.ts';

/** The fields of an object that are negative and must not be. */
export function negativeErrors(object: UnknownObject, at: string, fields: readonly string[]): FieldError[] {
  return fields.flatMap((field) => {
    const value = object[field];
    if (typeof value !== 'number' || value >= 0) return [];
    return [invalidValue(`${at}.${field}`, value, 'must be greater than or equal to 0')];
  });
}

/** What is wrong with a port number. */
export function portErrors(port: unknown, field: string): FieldError[] {
  if (typeof port !== 'number' || (port >= 1 && port <= 65_535)) return [];
  return [invalidValue(field, port, 'must be between 1 and 65535, inclusive')];
}

/** What is wrong with the name of a port (RFC 6335 service name). */
export function portNameErrors(name: string, field: string): FieldError[] {
  const errors: FieldError[] = [];
  if (name.length > 15) errors.push(invalidValue(field, name, 'must be no more than 15 characters'));
  if (!/^[-a-z0-9]*$/.test(name)) {
    errors.push(
      invalidValue(field, name, 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'),
    );
  }
  if (!/[a-z]/.test(name)) errors.push(invalidValue(field, name, 'must contain at least one letter (a-z)'));
  if (name.includes('--')) errors.push(invalidValue(field, name, 'must not contain consecutive hyphens'));
  if (/^-|-$/.test(name)) errors.push(invalidValue(field, name, 'must not begin or end with a hyphen'));
  return errors;
}

/** What is wrong with a number or percentage of replicas. */
export function intOrPercentErrors(value: unknown, field: string): FieldError[] {
  if (typeof value === 'number' && value < 0) {
    return [invalidValue(field, value, 'must be greater than or equal to 0')];
  }
  if (typeof value !== 'string' || /^[0-9]+%$/.test(value)) return [];
  const rule =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
  return [invalidValue(field, value, rule)];
}
