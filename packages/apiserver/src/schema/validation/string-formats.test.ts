import { describe, expect, it } from 'vitest';
import { stringFormat, supportedFormat } from './string-formats.ts';

const examples: Record<string, { good: string[]; bad: string[] }> = {
  bsonobjectid: {
    good: ['507f1f77bcf86cd799439011'],
    bad: ['507f1f77bcf86cd79943901', 'zzzf1f77bcf86cd799439011'],
  },
  uri: { good: ['https://a/b', '/path', 'mailto:me'], bad: ['a/b', '', 'a b'] },
  email: { good: ['a@b.c', 'A B <a@b.c>'], bad: ['a', '@b', 'a@', 'a b@c'] },
  hostname: {
    good: ['a', 'a-b.example', '1.example'],
    bad: ['-a', 'a..b', 'a_b', `${'a'.repeat(64)}.example`],
  },
  ipv4: { good: ['10.0.0.1'], bad: ['10.0.0', '10.0.0.256', '::1', '010.0.0.1'] },
  ipv6: { good: ['::1', 'fe80::1', '::ffff:1.2.3.4'], bad: ['10.0.0.1', 'fe80::1%eth0', ':::1'] },
  cidr: { good: ['10.0.0.0/8', '::/0'], bad: ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/08', '::/129', 'a/8'] },
  mac: {
    good: ['00:00:5e:00:53:01', '0000.5e00.5301', '02-00-5e-10-00-00-00-01'],
    bad: ['00:00:5e', 'zz:00:5e:00:53:01'],
  },
  uuid: {
    good: ['123e4567-e89b-12d3-a456-426614174000', '123E4567E89B12D3A456426614174000'],
    bad: ['123e4567'],
  },
  uuid3: { good: ['123e4567-e89b-32d3-a456-426614174000'], bad: ['123e4567-e89b-12d3-a456-426614174000'] },
  uuid4: { good: ['123e4567-e89b-42d3-a456-426614174000'], bad: ['123e4567-e89b-42d3-c456-426614174000'] },
  uuid5: { good: ['123e4567-e89b-52d3-a456-426614174000'], bad: ['123e4567-e89b-42d3-a456-426614174000'] },
  isbn: { good: ['0321751043', '978-0321751041'], bad: ['0321751044'] },
  isbn10: { good: ['0321751043', '0-8044-2957-X'], bad: ['978-0321751041'] },
  isbn13: { good: ['978-0321751041'], bad: ['978-0321751042', '0321751043'] },
  creditcard: { good: ['4111 1111 1111 1111'], bad: ['4111 1111 1111 1112', '1234'] },
  ssn: { good: ['078-05-1120', '078051120'], bad: ['078-05-112'] },
  hexcolor: { good: ['#fff', 'ABCDEF'], bad: ['#ffff', 'red'] },
  rgbcolor: { good: ['rgb(255,0,1)', 'rgb(1, 2, 3)'], bad: ['rgb(256,0,1)', 'rgb(1,2)'] },
  byte: { good: ['aGk=', 'aGVs'], bad: ['aGk', 'a'] },
  password: { good: ['', 'anything'], bad: [] },
  date: { good: ['2024-02-29', '2000-12-31'], bad: ['2023-02-29', '2024-13-01', '2024-1-1', '2024-01-00'] },
  duration: { good: ['1h30m', '-1.5s', '0', '22 ns', '2 days'], bad: ['1', 'h', '1 fortnight', ''] },
  'date-time': {
    good: ['1970-01-01T00:00:00Z', '2024-02-29t23:59:60.5+02:00'],
    bad: ['2024-02-30T00:00:00Z', '2024-01-01', '2024-01-01T24:00:00Z', '2024-01-01T00:00:00'],
  },
  quantity: { good: ['1', '1.5Gi', '200m', '1e3', '-.5'], bad: ['1,5', '200K', 'Mi', ''] },
};

describe.each(Object.entries(examples))('the format %s', (format, { good, bad }) => {
  const isOfFormat = stringFormat(format);

  it.each(good)('has %j', (text) => {
    expect(isOfFormat?.(text)).toBe(true);
  });

  it.each(bad)('has not %j', (text) => {
    expect(isOfFormat?.(text)).toBe(false);
  });
});

describe('supportedFormat', () => {
  it.each([
    { schema: { type: 'string', format: 'ipv4' }, expected: 'ipv4' },
    { schema: { type: 'string', format: 'int32' }, expected: undefined },
    { schema: { type: 'integer', format: 'int32' }, expected: 'int32' },
    { schema: { type: 'integer', format: 'ipv4' }, expected: undefined },
    { schema: { type: 'number', format: 'double' }, expected: 'double' },
    { schema: { type: 'boolean', format: 'ipv4' }, expected: undefined },
    { schema: { format: 'ipv4' }, expected: 'ipv4' },
    { schema: { type: 'string' }, expected: undefined },
  ] as const)('of $schema is $expected', ({ schema, expected }) => {
    expect(supportedFormat(schema)).toBe(expected);
  });
});
