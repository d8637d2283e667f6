import type { Environment } from '@marcbachmann/cel-js';
import type { Duration } from '@marcbachmann/cel-js/evaluator';
import { define } from './define.ts';

const timestamp = 'google.protobuf.Timestamp';
const duration = 'google.protobuf.Duration';

/** Registers the conversions of times and durations that the library lacks, and a day of the year in any zone. */
export function registerTimes(env: Environment): void {
  define(env, {
    [`string(${timestamp}): string`]: (time: Date) => time.toISOString().replace('.000Z', 'Z'),
    [`string(${duration}): string`]: (span: Duration) => span.toString(),
    [`int(${timestamp}): int`]: (time: Date) => BigInt(Math.floor(time.getTime() / 1000)),
    [`timestamp(${timestamp}): ${timestamp}`]: (time: Date) => time,
    [`duration(${duration}): ${duration}`]: (span: Duration) => span,
    [`${timestamp}.k8s_getDayOfYear(): int`]: (time: Date) => dayOfYear(time, 'UTC'),
    [`${timestamp}.k8s_getDayOfYear(string): int`]: dayOfYear,
  });
}

/** Days since the first of January, which is 0. */
function dayOfYear(time: Date, timeZone: string): bigint {
  const options = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const [year = 1970, month = 1, day = 1] = new Intl.DateTimeFormat('sv-SE', options)
    .format(time)
    .split('-')
    .map(Number);
  return BigInt(Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000));
}
