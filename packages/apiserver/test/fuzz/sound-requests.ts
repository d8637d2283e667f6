import { kubernetesType, typeNameOf } from '../../src/built-in-schemas/read-types.ts';
import { encodeEnvelope } from '../../src/protobuf/encode-object.fixture.ts';
import { widget } from '../conformance/widget.ts';
import { sampleObject } from '../server/sample-objects.ts';
import type { Aim } from './aims.ts';
import { mutate } from './mutate.ts';
import type { Random } from './random.ts';
import type { FuzzRequest } from './requests.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const accepts = [
  'application/json',
  'application/json;as=Table;g=meta.k8s.io;v=v1',
  'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  `${PROTOBUF},application/json`,
  'application/yaml',
];

/**
 * A request as clients send it, with now and then a thing wrong in its body: for the ways that spoilt requests don't
 * get to the end of. Undefined for what is neither a built-in kind nor a Widget.
 */
export function soundRequest(random: Random, group: string, aim: Aim): FuzzRequest | undefined {
  const name = random.pick(['a', 'b', 'c']);
  const sound = objectOf(aim, group, name);
  if (sound === undefined) return undefined;
  const value = random.chance(0.3) ? mutate(random, sound) : sound;
  const collection = aim.collection.replace('{namespace}', 'fuzz');
  const path = `${collection}/${name}`;
  const accept = random.pick(accepts);
  const read = { headers: { accept }, body: undefined };
  const write = (contentType: string) => ({
    headers: { accept, 'content-type': contentType },
    body: JSON.stringify(value) ?? '',
  });
  switch (random.below(10)) {
    case 0:
      return { method: 'GET', path, ...read };
    case 1:
      return { method: 'GET', path: `${collection}?limit=${random.below(3)}`, ...read };
    case 2:
      return { method: 'DELETE', path, ...read };
    case 3:
      return { method: 'PUT', path, ...write('application/json') };
    case 4:
      return { method: 'PATCH', path, ...write('application/merge-patch+json') };
    case 5:
      return {
        method: 'PATCH',
        path: `${path}?fieldManager=f&force=true`,
        ...write('application/apply-patch+yaml'),
      };
    case 6: {
      const body = protobufOf(aim, name);
      if (body === undefined) break;
      return { method: 'POST', path: collection, headers: { accept, 'content-type': PROTOBUF }, body };
    }
  }
  return { method: 'POST', path: collection, ...write('application/json') };
}

function objectOf({ builtIn, collection }: Aim, group: string, name: string): object | undefined {
  if (builtIn !== undefined) return sampleObject(builtIn.resource, builtIn.kind, name);
  if (!collection.endsWith('/widgets')) return undefined;
  return widget(group, name, { size: 3, replicas: 2, tags: ['x'], parts: [{ name: 'a', count: 1 }] });
}

/** An object as Go programs send it; undefined for custom resources. */
export function protobufOf({ builtIn }: Aim, name: string): Buffer | undefined {
  if (builtIn === undefined) return undefined;
  const { group, version, kind, resource } = builtIn;
  const type = kubernetesType(typeNameOf(group, version, kind));
  if (type === undefined) throw new Error(`There is no type of ${kind}`);
  return encodeEnvelope(sampleObject(resource, kind, name), type);
}
