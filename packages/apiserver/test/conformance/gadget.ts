import type { KubeObject } from '../../src/kube-object.ts';
import { eventually } from './expectations.ts';
import type { Place } from './place.ts';

/** Path of the CustomResourceDefinitions. */
export const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** A CRD of its own with this schema of its `spec`, gone at the end. `answer` is the status of its creation. */
export async function gadgets(
  place: Place,
  spec: object,
): Promise<{ path: string; crdPath: string; group: string; answer: number; refusal: string }> {
  const group = `${place.fresh('gadgets')}.example.com`;
  const name = `gadgets.${group}`;
  const openAPIV3Schema = { type: 'object', properties: { spec } };
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'gadgets', kind: 'Gadget' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
  const { status, text } = await place.client.create(CRDS, crd);
  const path = `/apis/${group}/v1/namespaces/${place.namespace}/gadgets`;
  if (status === 201) {
    place.cleanUp(`${CRDS}/${name}`);
    await eventually(async () => (await place.client.get(path)).status === 200);
  }
  return { path, crdPath: `${CRDS}/${name}`, group, answer: status, refusal: status === 201 ? '' : text };
}

/** A Gadget with this `spec`. */
export function gadget(group: string, name: string, spec: object): KubeObject {
  return { apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { name }, spec };
}
