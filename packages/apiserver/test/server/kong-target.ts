import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { KubeClient } from './kube-client.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Where the KongTargets of namespace `default` are. */
export const TARGETS = '/apis/configuration.konghq.com/v1alpha1/namespaces/default/kongtargets';

/** A KongTarget that is fine. */
export function kongTarget(name: string, more: { metadata?: object; spec?: object } = {}): object {
  return {
    apiVersion: 'configuration.konghq.com/v1alpha1',
    kind: 'KongTarget',
    metadata: { name, ...more.metadata },
    spec: { upstreamRef: { name: 'upstream' }, target: '10.0.0.1:8000', weight: 30, ...more.spec },
  };
}

/** Reads one of the contract's CRDs, by the name of its file. */
export async function readCrd(file: string): Promise<Record<string, never>> {
  return parse(await readFile(new URL(`../crds/${file}.yaml`, import.meta.url), 'utf8'));
}

/** Creates the CRD of KongTarget. */
export async function createKongTargetCrd(client: KubeClient): Promise<void> {
  const crd = await readCrd('configuration.konghq.com_kongtargets');
  const { status, text } = await client.create(CRDS, crd);
  if (status !== 201) throw new Error(`The CRD was refused: ${text}`);
}
