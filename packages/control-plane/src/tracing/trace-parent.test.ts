import { expect, test } from 'vitest';
import { traceParent } from './trace-parent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

test.each([
  [`00-${traceId}-${spanId}-01`, 1],
  [`00-${traceId}-${spanId}-00`, 0],
  [`cc-${traceId}-${spanId}-01-what-will-be-there`, 1],
])('%s names a span', (header, traceFlags) => {
  expect(traceParent(header)).toEqual({ traceId, spanId, traceFlags, isRemote: true });
});

test.each([
  [undefined],
  [''],
  ['nonsense'],
  [`ff-${traceId}-${spanId}-01`],
  [`00-${traceId.toUpperCase()}-${spanId}-01`],
  [`00-${'0'.repeat(32)}-${spanId}-01`],
  [`00-${traceId}-${'0'.repeat(16)}-01`],
  [[`00-${traceId}-${spanId}-01`, `00-${traceId}-${spanId}-01`]],
])('%j names none', (header) => {
  expect(traceParent(header)).toBeUndefined();
});
