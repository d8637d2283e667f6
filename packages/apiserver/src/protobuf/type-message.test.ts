import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goForm } from '../built-in-schemas/go-form.ts';
import { kubernetesTypes } from '../built-in-schemas/kubernetes-types.ts';
import { type KubernetesType, referencedType } from '../built-in-schemas/read-types.ts';
import type { JsonObject } from '../kube-object.ts';
import { arbitraryObject } from './arbitrary-object.fixture.ts';
import { encodeObject } from './encode-object.fixture.ts';
import { decodeMessage } from './message-type.ts';
import { typeMessage } from './type-message.ts';

/** Every kind that clients send whole. */
const kinds = [...kubernetesTypes.matchAll(/^([a-z]\S*\.\S+) kind\b/gm)].map(([, name = '']) => name);
const types = [...kinds, 'meta.v1.ObjectMeta'];

function formed(type: KubernetesType, object: JsonObject): JsonObject {
  const copy = structuredClone(object);
  goForm(type)(copy);
  return copy;
}

describe('what Go encodes in protobuf', () => {
  it.each(types)('%s is read as what Go would write in JSON', (name) => {
    const type = referencedType(name);
    fc.assert(
      fc.property(arbitraryObject(type), (object) => {
        const decoded = decodeMessage(encodeObject(object, type), typeMessage(name) ?? {});
        expect(formed(type, decoded)).toEqual(formed(type, object));
      }),
      { numRuns: 20 },
    );
  });

  it('covers all kinds that are served', () => {
    expect(kinds.length).toBeGreaterThan(40);
  });
});
