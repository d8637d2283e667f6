/** Powers of ten by their suffixes, largest first. */
const decimalSuffixes: readonly [suffix: string, exponent: number][] = [
  ['E', 18],
  ['P', 15],
  ['T', 12],
  ['G', 9],
  ['M', 6],
  ['k', 3],
  ['', 0],
  ['m', -3],
  ['u', -6],
  ['n', -9],
];

/** Powers of 1024 by their suffixes, largest first. */
const binarySuffixes: readonly [suffix: string, power: number][] = [
  ['Ei', 6],
  ['Pi', 5],
  ['Ti', 4],
  ['Gi', 3],
  ['Mi', 2],
  ['Ki', 1],
];

const form =
  /^(?<sign>[+-]?)(?<whole>\d*)(?:\.(?<fraction>\d*))?(?:[eE](?<power>[+-]?\d{1,2})|(?<suffix>[numkMGTPE]|[KMGTPE]i))?$/;

/** The smallest part of a quantity that is kept is a billionth. */
const NANO = 10n ** 9n;

/** How a quantity was given, which is how it is written. */
type Style = 'decimal' | 'binary' | 'scientific';

/** The value of a quantity in billionths; undefined for what is none. */
export function quantityNanos(quantity: unknown): bigint | undefined {
  return typeof quantity === 'string' ? read(quantity)?.nanos : undefined;
}

/**
 * The form in which Kubernetes writes a quantity (apimachinery resource.Quantity): no fraction, the largest suffix
 * that permits it, decimal or binary as it was given. `1000m` is `1`, `0.5` is `500m`, `1024Mi` is `1Gi`.
 * What can't be read as one is returned as it is.
 */
export function canonicalQuantity(text: string): string {
  const quantity = read(text);
  if (quantity === undefined) return text;
  const { nanos, style } = quantity;
  if (nanos === 0n) return '0';
  const size = nanos < 0n ? -nanos : nanos;
  const written = style === 'binary' ? writeBinary(size) : writeDecimal(size, style);
  return nanos < 0n ? `-${written}` : written;
}

function read(text: string): { nanos: bigint; style: Style } | undefined {
  const { sign, whole = '', fraction = '', power, suffix = '' } = form.exec(text)?.groups ?? {};
  if (whole === '' && fraction === '') return undefined;
  const binaryPower = binarySuffixes.find(([name]) => name === suffix)?.[1];
  const exponent =
    power === undefined ? decimalSuffixes.find(([name]) => name === suffix)?.[1] : Number(power);
  const digits = BigInt(whole + fraction) * NANO * 1024n ** BigInt(binaryPower ?? 0);
  const nanos = shift(digits, (exponent ?? 0) - fraction.length);
  const style = binaryPower !== undefined ? 'binary' : power === undefined ? 'decimal' : 'scientific';
  return { nanos: sign === '-' ? -nanos : nanos, style };
}

/** Times a power of ten, rounded up: a quantity never becomes less by being written. */
function shift(value: bigint, exponent: number): bigint {
  if (exponent >= 0) return value * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return (value + divisor - 1n) / divisor;
}

function writeDecimal(nanos: bigint, style: Style): string {
  for (const [suffix, exponent] of decimalSuffixes) {
    const unit = 10n ** BigInt(exponent + 9);
    if (nanos % unit !== 0n) continue;
    return `${nanos / unit}${style === 'scientific' && exponent !== 0 ? `e${exponent}` : suffix}`;
  }
  return String(nanos);
}

/** Below 1024 and with a fraction there are no binary suffixes. */
function writeBinary(nanos: bigint): string {
  for (const [suffix, power] of binarySuffixes) {
    const unit = 1024n ** BigInt(power) * NANO;
    if (nanos % unit === 0n) return `${nanos / unit}${suffix}`;
  }
  return writeDecimal(nanos, 'decimal');
}
