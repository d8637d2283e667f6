import type { Environment } from '@marcbachmann/cel-js';
import { evaluationFailure } from '../evaluation-failure.ts';
import { define } from './define.ts';

/** Registers Kubernetes' functions on resource quantities: `quantity`, `isQuantity` and the methods of a quantity. */
export function registerQuantities(env: Environment): void {
  const quantity = 'kubernetes.Quantity';
  env.registerType(quantity, { ctor: Quantity, fields: {} });
  env.registerOperator(`${quantity} == ${quantity}`, (a: Quantity, b: Quantity) => a.nanos === b.nanos);
  define(env, {
    [`quantity(string): ${quantity}`]: (text: string) => {
      const parsed = parseQuantity(text);
      if (parsed) return parsed;
      throw evaluationFailure(`${JSON.stringify(text)} is not a quantity, like 1.5, 200m or 4Gi`);
    },
    'isQuantity(string): bool': (text: string) => parseQuantity(text) !== undefined,
    [`${quantity}.sign(): int`]: (a: Quantity) => compare(a.nanos, 0n),
    [`${quantity}.isInteger(): bool`]: (a: Quantity) => a.toInteger() !== undefined,
    [`${quantity}.asInteger(): int`]: (a: Quantity) => {
      const integer = a.toInteger();
      if (integer === undefined) throw evaluationFailure('cannot convert value to integer');
      return integer;
    },
    [`${quantity}.asApproximateFloat(): double`]: (a: Quantity) => Number(a.nanos) / 1e9,
    [`${quantity}.add(${quantity}): ${quantity}`]: (a: Quantity, b: Quantity) =>
      new Quantity(a.nanos + b.nanos),
    [`${quantity}.add(int): ${quantity}`]: (a: Quantity, b: bigint) =>
      new Quantity(a.nanos + b * nanosPerUnit),
    [`${quantity}.sub(${quantity}): ${quantity}`]: (a: Quantity, b: Quantity) =>
      new Quantity(a.nanos - b.nanos),
    [`${quantity}.sub(int): ${quantity}`]: (a: Quantity, b: bigint) =>
      new Quantity(a.nanos - b * nanosPerUnit),
    [`${quantity}.isGreaterThan(${quantity}): bool`]: (a: Quantity, b: Quantity) => a.nanos > b.nanos,
    [`${quantity}.isLessThan(${quantity}): bool`]: (a: Quantity, b: Quantity) => a.nanos < b.nanos,
    [`${quantity}.compareTo(${quantity}): int`]: (a: Quantity, b: Quantity) => compare(a.nanos, b.nanos),
  });
}

const nanosPerUnit = 1_000_000_000n;

/** A quantity in billionths, the finest that Kubernetes keeps. */
class Quantity {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }

  /** Undefined unless it is a whole number of 64 bits. */
  toInteger(): bigint | undefined {
    const integer = this.nanos / nanosPerUnit;
    return this.nanos % nanosPerUnit === 0n && BigInt.asIntN(64, integer) === integer ? integer : undefined;
  }
}

const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

const binarySuffixes = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** Reads apimachinery's quantity format; what is finer than a billionth is rounded away from zero. */
function parseQuantity(text: string): Quantity | undefined {
  const match = /^([+-]?)(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d{1,3})?$/.exec(text);
  if (!match || text.length > 1_000) return undefined;
  const [, sign, number = '', suffix = ''] = match;
  const [whole = '', fraction = ''] = number.split('.');
  const digits = BigInt(whole + fraction || '0');
  const binary = binarySuffixes.indexOf(suffix) + 1;
  const exponent = binary > 0 ? 0 : (decimalExponents[suffix] ?? Number(suffix.slice(1)));
  const scale = 9 + exponent - fraction.length;
  const scaled = digits * 1024n ** BigInt(binary);
  const nanos = scale >= 0 ? scaled * 10n ** BigInt(scale) : divideRoundingUp(scaled, 10n ** BigInt(-scale));
  return new Quantity(sign === '-' ? -nanos : nanos);
}

function divideRoundingUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

function compare(a: bigint, b: bigint): bigint {
  if (a === b) return 0n;
  return a > b ? 1n : -1n;
}
