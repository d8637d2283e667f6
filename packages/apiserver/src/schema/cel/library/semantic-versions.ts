import type { Environment } from '@marcbachmann/cel-js';
import { spendText } from '../evaluation-budget.ts';
import { evaluationFailure } from '../evaluation-failure.ts';
import { define } from './define.ts';
import { compareSemanticVersions, parseSemanticVersion, SemanticVersion } from './semantic-version.ts';

/** Registers Kubernetes' functions on semantic versions: `semver`, `isSemver` and the methods of a version. */
export function registerSemanticVersions(env: Environment): void {
  const semver = 'kubernetes.Semver';
  env.registerType(semver, { ctor: SemanticVersion, fields: {} });
  env.registerOperator(
    `${semver} == ${semver}`,
    (a: SemanticVersion, b: SemanticVersion) => compareSemanticVersions(a, b) === 0,
  );
  define(env, {
    [`semver(string): ${semver}`]: (text: string) => versionOf(text, false),
    [`semver(string, bool): ${semver}`]: versionOf,
    'isSemver(string): bool': (text: string) => parse(text, false) !== undefined,
    'isSemver(string, bool): bool': (text: string, isLenient: boolean) =>
      parse(text, isLenient) !== undefined,
    [`${semver}.major(): int`]: ({ core: [major] }: SemanticVersion) => major,
    [`${semver}.minor(): int`]: ({ core: [, minor] }: SemanticVersion) => minor,
    [`${semver}.patch(): int`]: ({ core: [, , patch] }: SemanticVersion) => patch,
    [`${semver}.isGreaterThan(${semver}): bool`]: (a: SemanticVersion, b: SemanticVersion) =>
      compareSemanticVersions(a, b) > 0,
    [`${semver}.isLessThan(${semver}): bool`]: (a: SemanticVersion, b: SemanticVersion) =>
      compareSemanticVersions(a, b) < 0,
    [`${semver}.compareTo(${semver}): int`]: (a: SemanticVersion, b: SemanticVersion) =>
      BigInt(compareSemanticVersions(a, b)),
  });
}

function versionOf(text: string, isLenient: boolean): SemanticVersion {
  const version = parse(text, isLenient);
  if (version) return version;
  throw evaluationFailure(`${JSON.stringify(text)} is not a semantic version, like 1.2.3 or 1.0.0-rc.1`);
}

function parse(text: string, isLenient: boolean): SemanticVersion | undefined {
  spendText(text.length);
  return parseSemanticVersion(isLenient ? completed(text) : text);
}

/**
 * What Kubernetes reads leniently: a `v` before it, numbers that are missing after the first, and leading zeros. A
 * version that lacks numbers may have no pre-release and no build, which are refused below since `0` has none.
 */
function completed(text: string): string {
  const [major = '', minor, ...rest] = text.replace(/^v/, '').split('.');
  const patch = rest.length === 0 ? undefined : rest.join('.');
  const last = patch ?? minor ?? major;
  if (patch === undefined && /[+-]/.test(last)) return '';
  return [major, minor ?? '0', patch ?? '0'].map((part) => part.replace(/^0+(?=\d)/, '')).join('.');
}
