import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

it('gives the same lines wherever the stream is cut, also within a character', () => {
  const line = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/[\n\r]/.test(text));
  fc.assert(
    fc.property(
      fc.array(line),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      (lines, sizes) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const splitter = new LineSplitter();
        const found: string[] = [];
        for (let start = 0, turn = 0; start < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          found.push(...splitter.push(bytes.subarray(start, start + size)));
          start += size;
        }
        expect(found).toEqual(lines.map((text) => text.toWellFormed()));
      },
    ),
  );
});

it('keeps what follows the last line end until the rest of it comes', () => {
  const splitter = new LineSplitter();
  expect(splitter.push(Buffer.from('{"a"'))).toEqual([]);
  expect(splitter.push(Buffer.from(':1}\n{"b"'))).toEqual(['{"a":1}']);
  expect(splitter.push(Buffer.from(':2}\n'))).toEqual(['{"b":2}']);
});

it('skips empty lines', () => {
  expect(new LineSplitter().push(Buffer.from('\n\na\n\n'))).toEqual(['a']);
});
