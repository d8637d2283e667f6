import type { UnknownObject } from '../../../schema/json-object.ts';
import { itemsOf, textOf } from '../read-part.ts';

/** The defaults of a pod's containers that depend on their other fields, in place. */
export function completePodSpec(spec: UnknownObject): void {
  completeServiceAccount(spec);
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of itemsOf(spec[list])) {
      container['imagePullPolicy'] ??= isLatest(textOf(container['image'])) ? 'Always' : 'IfNotPresent';
      if (spec['hostNetwork'] === true) completeHostPorts(container);
    }
  }
  if (Array.isArray(spec['volumes'])) for (const volume of itemsOf(spec['volumes'])) completeVolume(volume);
}

/** An image without a digest and with the tag `latest`, or none, has to be pulled each time. */
function isLatest(image: string): boolean {
  if (image.includes('@')) return false;
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest';
}

/** `serviceAccount` is the former name of `serviceAccountName`; Kubernetes shows both. */
function completeServiceAccount(spec: UnknownObject): void {
  const name = textOf(spec['serviceAccountName']) || textOf(spec['serviceAccount']);
  if (name === '') return;
  spec['serviceAccountName'] = name;
  spec['serviceAccount'] = name;
}

function completeHostPorts(container: UnknownObject): void {
  for (const port of itemsOf(container['ports'])) port['hostPort'] ??= port['containerPort'];
}

/** A volume without a source is an empty folder. */
function completeVolume(volume: UnknownObject): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume['emptyDir'] = {};
}
