const nanosPerUnit: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

/** The long names of units, by how they begin: `minutes`, `min` and `m` are the same. */
const spelledUnits: readonly [RegExp, string][] = [
  [/^(ns|nano)/i, 'ns'],
  [/^(us|µs|micro)/i, 'us'],
  [/^(ms$|milli)/i, 'ms'],
  [/^(s$|sec)/i, 's'],
  [/^(m$|min)/i, 'm'],
  [/^(h$|hr$|hour)/i, 'h'],
  [/^(d$|day)/i, 'd'],
  [/^(w$|wk$|week)/i, 'w'],
];

/**
 * The nanoseconds of a duration, written as Go writes it (`1h30m`, `-1.5s`) or with spaces and longer units
 * (`2 days 3 hours`), which Kubernetes' format `duration` takes, too. Undefined when it is none of these.
 */
export function parseDuration(text: string): bigint | undefined {
  return parseGoDuration(text) ?? parseSpelledDuration(text);
}

function parseGoDuration(text: string): bigint | undefined {
  const [, sign, parts = ''] =
    /^([+-]?)(0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(text) ?? [];
  if (parts === '') return undefined;
  let nanos = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of parts.matchAll(/(\d*)\.?(\d*)([^\d.]+)/g)) {
    const size = nanosPerUnit[unit] ?? 0n;
    nanos += BigInt(whole || '0') * size + (BigInt(fraction || '0') * size) / 10n ** BigInt(fraction.length);
  }
  return sign === '-' ? -nanos : nanos;
}

function parseSpelledDuration(text: string): bigint | undefined {
  if (!/^\s*(\d+\s*[A-Za-zµ]+\s*)+$/.test(text)) return undefined;
  let nanos: bigint | undefined;
  for (const [, count = '', name = ''] of text.matchAll(/(\d+)\s*([A-Za-zµ]+)/g)) {
    const unit = spelledUnits.find(([begin]) => begin.test(name))?.[1];
    if (unit) nanos = (nanos ?? 0n) + BigInt(count) * (nanosPerUnit[unit] ?? 0n);
  }
  return nanos;
}
