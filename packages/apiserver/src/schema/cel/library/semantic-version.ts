/** A version of semver.org 2.0.0. */
export class SemanticVersion {
  /** Major, minor and patch. */
  readonly core: readonly [bigint, bigint, bigint];
  /** The identifiers of the pre-release; empty for a release. */
  readonly preRelease: readonly string[];

  constructor(core: readonly [bigint, bigint, bigint], preRelease: readonly string[]) {
    this.core = core;
    this.preRelease = preRelease;
  }
}

const number = '(0|[1-9]\\d*)';
const identifiers = '([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)';
const pattern = new RegExp(`^${number}\\.${number}\\.${number}(?:-${identifiers})?(?:\\+${identifiers})?$`);

/** Numbers that Go's uint64 holds, in which Kubernetes keeps them. */
const maxNumber = 2n ** 64n - 1n;

/** Reads a semantic version; undefined for a text that is none. What is behind a `+` says nothing about its order. */
export function parseSemanticVersion(text: string): SemanticVersion | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, major = '', minor = '', patch = '', preRelease] = match;
  if ([major, minor, patch].some((digits) => digits.length > 20)) return undefined;
  const core = [BigInt(major), BigInt(minor), BigInt(patch)] as const;
  if (core.some((part) => part > maxNumber)) return undefined;
  const parts = preRelease?.split('.') ?? [];
  return parts.some((part) => /^0\d+$/.test(part)) ? undefined : new SemanticVersion(core, parts);
}

/** Precedence by semver.org, clause 11: negative, zero or positive, as sorting takes it; always -1, 0 or 1. */
export function compareSemanticVersions(a: SemanticVersion, b: SemanticVersion): number {
  for (const [index, part] of a.core.entries()) {
    const order = compare(part, b.core[index] ?? 0n);
    if (order !== 0) return order;
  }
  if (a.preRelease.length === 0 || b.preRelease.length === 0) {
    return compare(b.preRelease.length, a.preRelease.length);
  }
  for (const [index, part] of a.preRelease.entries()) {
    const other = b.preRelease[index];
    if (other === undefined) return 1;
    const order = compareIdentifiers(part, other);
    if (order !== 0) return order;
  }
  return compare(a.preRelease.length, b.preRelease.length);
}

/** Numbers by their value, and before texts; texts by their characters. */
function compareIdentifiers(a: string, b: string): number {
  const isNumber = /^\d+$/;
  // Without leading zeros the longer number is the larger one, however long it is.
  if (isNumber.test(a) && isNumber.test(b)) return compare(a.length, b.length) || compare(a, b);
  if (isNumber.test(a) !== isNumber.test(b)) return isNumber.test(a) ? -1 : 1;
  return compare(a, b);
}

function compare<T extends bigint | number | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
