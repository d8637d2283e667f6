import { join } from 'node:path';
import { installKubernetesTools as install, type KubernetesTools, type KubernetesVersion } from '@sluice/cli';

const cache = join(import.meta.dirname, '..', 'node_modules', '.cache', 'sluice');

/** Gets kubectl and helm of every version that the tests use, unless they are there already. */
export async function installKubernetesTools(): Promise<void> {
  for (const version of ['1.20', '1.28', '1.32', '1.35'] as const) await kubernetesTools(version);
}

/** The programs of one version, as paths; gets them when they aren't there. */
export function kubernetesTools(version: KubernetesVersion): Promise<KubernetesTools> {
  return install(version, cache, (sentence) => console.log(sentence));
}
