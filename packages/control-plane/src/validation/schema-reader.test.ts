import Type from 'typebox';
import { describe, expect, test } from 'vitest';
import { compileReader } from './schema-reader.ts';

const Engine = Type.Object(
  {
    cylinders: Type.Integer({ minimum: 1, maximum: 16, default: 4 }),
    fuel: Type.Enum(['petrol', 'diesel'], { default: 'petrol' }),
  },
  { additionalProperties: false, default: { cylinders: 4, fuel: 'petrol' } },
);
const Car = Type.Object(
  {
    name: Type.String({
      minLength: 2,
      maxLength: 5,
      pattern: '^[a-z]*$',
      'x-rule': 'may hold small letters only',
    }),
    engine: Engine,
    plates: Type.Optional(Type.Array(Type.String({ maxLength: 3 }), { maxItems: 2, uniqueItems: true })),
    extras: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z]+$' }), Type.Boolean(), { additionalProperties: false }),
    ),
    owner: Type.Optional(Type.Object({ id: Type.String() }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);
const read = compileReader(Car);

describe('a good input', () => {
  test('gets its defaults, on every level', () => {
    expect(read({ name: 'beetle'.slice(0, 4), engine: { fuel: 'diesel' } })).toEqual({
      ok: true,
      value: { name: 'beet', engine: { cylinders: 4, fuel: 'diesel' } },
    });
  });

  test('may say null for what it does not give', () => {
    const input = {
      name: 'ford',
      engine: null,
      plates: null,
      extras: { radio: null, heating: true },
      owner: null,
    };
    expect(read(input)).toEqual({
      ok: true,
      value: { name: 'ford', engine: { cylinders: 4, fuel: 'petrol' }, extras: { heating: true } },
    });
  });

  test('is left as it was', () => {
    const input = Object.freeze({ name: 'ford', plates: null });
    expect(read(input).ok).toBe(true);
    expect(input).toEqual({ name: 'ford', plates: null });
  });

  test('comes out in the order of the schema', () => {
    const one = read({ plates: [], name: 'ford', engine: { fuel: 'diesel', cylinders: 2 } });
    const other = read({ engine: { cylinders: 2, fuel: 'diesel' }, name: 'ford', plates: [] });
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });
});

describe('a bad input', () => {
  test.each([
    [{}, '', "missing properties: 'name'", 'required'],
    [{ name: 'ford', owner: {} }, 'owner', "missing properties: 'id'", 'required'],
    [{ name: 'ford', wheels: 4 }, 'wheels', 'unknown field', 'unknown'],
    [{ name: 'ford', wheels: null }, 'wheels', 'unknown field', 'unknown'],
    [{ name: 'ford', engine: { turbo: 1 } }, 'engine.turbo', 'unknown field', 'unknown'],
    [{ name: 'ford', extras: { 'Air-Con': true } }, 'extras.Air-Con', 'unknown field', 'unknown'],
    [{ name: 7 }, 'name', 'expected string, but got number', 'type'],
    [{ name: 'ford', engine: [] }, 'engine', 'expected object, but got array', 'type'],
    [{ name: 'ford', plates: [null] }, 'plates[0]', 'expected string, but got null', 'type'],
    [
      { name: 'ford', engine: { cylinders: 1.5 } },
      'engine.cylinders',
      'expected integer, but got number',
      'type',
    ],
    [
      { name: 'ford', engine: { fuel: 'coal' } },
      'engine.fuel',
      'value must be one of "petrol", "diesel"',
      'choice',
    ],
    [{ name: 'ford', engine: { cylinders: 0 } }, 'engine.cylinders', 'must be >= 1 but found 0', 'minimum'],
    [
      { name: 'ford', engine: { cylinders: 17 } },
      'engine.cylinders',
      'must be <= 16 but found 17',
      'maximum',
    ],
    [{ name: 'x' }, 'name', 'length must be >= 2, but got 1', 'minimum'],
    [{ name: 'abcdef' }, 'name', 'length must be <= 5, but got 6', 'maximum'],
    [{ name: 'FORD' }, 'name', 'may hold small letters only', 'pattern'],
    [{ name: 'ford', plates: ['abcd'] }, 'plates[0]', 'length must be <= 3, but got 4', 'maximum'],
    [
      { name: 'ford', plates: ['a', 'b', 'c'] },
      'plates',
      'at most 2 items are allowed, but there are 3',
      'maximum',
    ],
    [{ name: 'ford', plates: ['a', 'a'] }, 'plates', 'items must be unique', 'invalid'],
  ])('%j is refused at %j: %s', (input, field, message, kind) => {
    const result = read(input);
    expect(result).toMatchObject({ ok: false, problems: [{ field, message, reason: { kind } }] });
    expect(result).toHaveProperty('problems.length', 1);
  });

  test.each([null, undefined, 'text', 3, true, [], [{ name: 'ford' }]])('%j is no object', (input) => {
    expect(read(input)).toMatchObject({
      ok: false,
      problems: [{ field: '', message: expect.stringContaining('must be a JSON object') }],
    });
  });

  test('is told everything that is wrong', () => {
    const result = read({ name: 'F', engine: { fuel: 'coal' } });
    expect(result).toMatchObject({
      problems: [{ field: 'name' }, { field: 'name' }, { field: 'engine.fuel' }],
    });
  });
});
