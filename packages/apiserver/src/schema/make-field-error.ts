import type { FieldError } from './field-error.ts';
import { goSyntax } from './go-syntax.ts';

/*
 * The constructors of apimachinery's `field` package, with the wording of Kubernetes 1.32: clients show these
 * sentences as they are, and scripts match on them.
 */

/** A field that has to be there and isn't. */
export function requiredValue(field: string, detail = ''): FieldError {
  return { type: 'FieldValueRequired', field, detail: sentence('Required value', detail) };
}

/** A value of the right type that breaks a rule; `value` is quoted in the sentence. */
export function invalidValue(field: string, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, detail: sentence(`Invalid value: ${badValue(value)}`, detail) };
}

/** A value of the wrong type. Kubernetes shows the type that was found in the place of the value. */
export function typeInvalid(field: string, found: string, detail: string): FieldError {
  return {
    type: 'FieldValueTypeInvalid',
    field,
    detail: sentence(`Invalid value: ${badValue(found)}`, detail),
  };
}

/** A value that isn't one of an enumeration. */
export function unsupportedValue(field: string, value: unknown, supported: readonly unknown[]): FieldError {
  const quoted = supported.map((item) =>
    JSON.stringify(typeof item === 'string' ? item : JSON.stringify(item)),
  );
  const detail = quoted.length > 0 ? `supported values: ${quoted.join(', ')}` : '';
  return {
    type: 'FieldValueNotSupported',
    field,
    detail: sentence(`Unsupported value: ${badValue(value)}`, detail),
  };
}

/** A value, or the keys of an item, that another item of the same list already has. */
export function duplicateValue(field: string, value: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field, detail: `Duplicate value: ${badValue(value)}` };
}

/** A reference to something that isn't there. */
export function notFoundValue(field: string, value: unknown): FieldError {
  return { type: 'FieldValueNotFound', field, detail: `Not found: ${badValue(value)}` };
}

/** Something that may not be given here. */
export function forbiddenValue(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, detail: sentence('Forbidden', detail) };
}

/** A string of more than `maxLength` characters (Kubernetes calls them bytes). The string isn't repeated. */
export function tooLong(field: string, maxLength: number): FieldError {
  const unit = maxLength === 1 ? 'byte' : 'bytes';
  return { type: 'FieldValueTooLong', field, detail: `Too long: may not be more than ${maxLength} ${unit}` };
}

/** A list or map of more than `max` entries. */
export function tooMany(field: string, actual: number, max: number): FieldError {
  const unit = max === 1 ? 'item' : 'items';
  return {
    type: 'FieldValueTooMany',
    field,
    detail: `Too many: ${actual}: must have at most ${max} ${unit}`,
  };
}

function sentence(head: string, detail: string): string {
  return detail === '' ? head : `${head}: ${detail}`;
}

function badValue(value: unknown): string {
  return value === null || value === undefined ? '"null"' : goSyntax(value);
}
