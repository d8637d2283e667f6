/**
 * How two resource versions of one resource lie to each other, or undefined when that can't be told.
 *
 * Kubernetes promises since 1.35 (KEP-5504) that resource versions are decimal numbers that order the objects of one
 * resource; before, etcd's versions have always been such. Whatever isn't a decimal number is only ever equal.
 */
export function compareResourceVersions(a: string | undefined, b: string | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return 0;
  if (!isDecimal(a) || !isDecimal(b)) return undefined;
  // Without leading zeros the longer number is the greater one, and equal lengths order as strings. This is exact
  // beyond 2^53, unlike numbers, and cheaper than BigInt.
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : 1;
}

/** Whether `a` is known to come after `b`. */
export function isNewerResourceVersion(a: string | undefined, b: string | undefined): boolean {
  const order = compareResourceVersions(a, b);
  return order !== undefined && order > 0;
}

function isDecimal(version: string): boolean {
  return /^[1-9][0-9]*$/.test(version);
}
