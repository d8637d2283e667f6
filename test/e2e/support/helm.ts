import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KubernetesVersion } from '@sluice/cli';
import { parseAllDocuments } from 'yaml';
import { kubernetesTools } from '../../../scripts/kubernetes-tools.ts';

/** The chart of this repository. */
export const chart = join(import.meta.dirname, '..', '..', '..', 'charts', 'sluice');

/** An object of a rendered manifest. */
export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** Runs a real helm, of the release that goes with a version of Kubernetes; fails with what it said when it fails. */
export async function helm(
  args: readonly string[],
  kubeconfig = '/dev/null',
  version: KubernetesVersion = '1.35',
): Promise<string> {
  const { helm: program } = await kubernetesTools(version);
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const { stdout } = await promisify(execFile)(program, args, { env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** The flags that set values by their paths. */
export function setValues(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).flatMap(([path, value]) => [
    '--set-json',
    `${path}=${JSON.stringify(value)}`,
  ]);
}

/** The objects that the chart makes of these values, in the namespace `sluice`. */
export async function rendered(
  values: Readonly<Record<string, unknown>> = {},
  version?: KubernetesVersion,
): Promise<Rendered[]> {
  const args = ['template', 'sluice', chart, '--namespace', 'sluice', '--kube-version', '1.25.0'];
  const text = await helm([...args, ...setValues(values)], undefined, version);
  return parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((object) => object !== null);
}
