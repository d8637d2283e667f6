const kubernetesVersion = /^v(?<major>[1-9]\d*)(?:(?<stage>alpha|beta)(?<minor>[1-9]\d*))?$/;
const stages = ['alpha', 'beta', undefined];

/**
 * Orders API versions as discovery lists them: general availability before beta before alpha, newer before
 * older, everything else behind, by name (apimachinery CompareKubeAwareVersionStrings).
 */
export function byVersionPriority(a: string, b: string): number {
  const left = rank(a);
  const right = rank(b);
  if (left === undefined || right === undefined) {
    if (left !== right) return left === undefined ? 1 : -1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  for (const [index, part] of right.entries()) {
    const difference = part - (left[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Stage, major and minor; undefined for a version of another form. */
function rank(version: string): number[] | undefined {
  const groups = kubernetesVersion.exec(version)?.groups;
  if (groups === undefined) return undefined;
  return [stages.indexOf(groups['stage']), Number(groups['major']), Number(groups['minor'] ?? 0)];
}
