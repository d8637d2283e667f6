import { describe, expect, it } from 'vitest';
import { formatFieldErrors, toStatusCauses } from './format-field-errors.ts';
import { invalidValue, requiredValue } from './make-field-error.ts';

const required = requiredValue('spec.name');
const invalid = invalidValue('spec.weight', -1, 'spec.weight in body should be greater than or equal to 0');

describe('formatFieldErrors', () => {
  it.each([
    { name: 'none is empty', errors: [], sentence: '' },
    { name: 'one stands alone', errors: [required], sentence: 'spec.name: Required value' },
    {
      name: 'several are a bracketed list',
      errors: [required, invalid],
      sentence:
        '[spec.name: Required value, spec.weight: Invalid value: -1: spec.weight in body should be greater than or equal to 0]',
    },
    {
      name: 'a repeated one is said once',
      errors: [required, required],
      sentence: 'spec.name: Required value',
    },
  ])('$name', ({ errors, sentence }) => {
    expect(formatFieldErrors(errors)).toBe(sentence);
  });
});

describe('toStatusCauses', () => {
  it('keeps reason, field and sentence apart', () => {
    expect(toStatusCauses([required, invalid])).toEqual([
      { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.name' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: -1: spec.weight in body should be greater than or equal to 0',
        field: 'spec.weight',
      },
    ]);
  });
});
