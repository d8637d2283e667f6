import { describe, expect, it } from 'vitest';
import {
  duplicateValue,
  forbiddenValue,
  invalidValue,
  requiredValue,
  tooLong,
  tooMany,
  unsupportedValue,
} from './make-field-error.ts';

describe('a field error', () => {
  it.each([
    [requiredValue('a'), 'Required value'],
    [requiredValue('a', 'because'), 'Required value: because'],
    [forbiddenValue('a', 'because'), 'Forbidden: because'],
    [invalidValue('a', 'say "hi"', 'because'), 'Invalid value: "say \\"hi\\"": because'],
    [invalidValue('a', 1.5, 'because'), 'Invalid value: 1.5: because'],
    [invalidValue('a', null, 'because'), 'Invalid value: "null": because'],
    [invalidValue('a', ['x', 1], ''), 'Invalid value: []interface {}{"x", 1}'],
    [
      duplicateValue('a', { b: null, a: { c: true } }),
      'Duplicate value: map[string]interface {}{"a":map[string]interface {}{"c":true}, "b":interface {}(nil)}',
    ],
    [unsupportedValue('a', 'x', ['y', 1]), 'Unsupported value: "x": supported values: "y", "1"'],
    [unsupportedValue('a', 'x', []), 'Unsupported value: "x"'],
    [tooLong('a', 1), 'Too long: may not be more than 1 byte'],
    [tooLong('a', 2), 'Too long: may not be more than 2 bytes'],
    [tooMany('a', 2, 1), 'Too many: 2: must have at most 1 item'],
    [tooMany('a', 3, 2), 'Too many: 3: must have at most 2 items'],
  ])('%# reads as Kubernetes writes it', (error, detail) => {
    expect(error.detail).toBe(detail);
  });
});
