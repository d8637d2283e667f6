import { describe, expect, it } from 'vitest';
import { getOwn, setOwn } from './own-field.ts';

describe('own fields', () => {
  it('an inherited name is not a field', () => {
    expect(getOwn({}, 'constructor')).toBeUndefined();
    expect(getOwn(JSON.parse('{"__proto__": 1}'), '__proto__')).toBe(1);
  });

  it('a field called __proto__ is stored as a field', () => {
    const object = {};
    setOwn(object, '__proto__', { polluted: true });
    expect(JSON.stringify(object)).toBe('{"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  });
});
