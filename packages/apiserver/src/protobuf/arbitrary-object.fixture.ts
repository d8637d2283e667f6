import fc, { type Arbitrary } from 'fast-check';
import { type FieldShape, type KubernetesType, referencedType } from '../built-in-schemas/read-types.ts';
import type { JsonObject, JsonValue } from '../kube-object.ts';

/** Deeper than that there are no more objects. */
const MAX_DEPTH = 4;

const scalars: Readonly<Record<string, Arbitrary<JsonValue>>> = {
  bool: fc.boolean(),
  bytes: fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  double: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  int32: fc.integer(),
  int64: fc.maxSafeInteger(),
  intOrString: fc.oneof(fc.integer(), fc.string({ minLength: 1 })),
  json: fc.dictionary(fc.string(), fc.integer(), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
  microTime: fc
    .tuple(fc.integer({ min: 1, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999 }))
    .map(([seconds, micros]) => `${time(seconds)}.${String(micros).padStart(6, '0')}Z`),
  quantity: fc.constantFrom('1', '100m', '2Gi'),
  string: fc.string(),
  time: fc.integer({ min: 1, max: 4_000_000_000 }).map((seconds) => `${time(seconds)}Z`),
  wrappedStrings: fc.array(fc.string(), { minLength: 1, maxLength: 2 }),
};

function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

/** Objects of one of Kubernetes' types, each field there or not, unless Go always writes it. */
export function arbitraryObject(type: KubernetesType, depth = 0): Arbitrary<JsonObject> {
  const own: Record<string, Arbitrary<JsonValue>> = {};
  const always: string[] = [];
  let whole: Arbitrary<JsonObject> = fc.constant({});
  for (const { name, shape, isAlwaysWritten, isPointer } of type.fields) {
    const isObject = shape.of.includes('.');
    if (isObject && name !== undefined && depth >= MAX_DEPTH) continue;
    if (name !== undefined) {
      own[name] = arbitraryValue(shape, depth);
      if (isAlwaysWritten && !isPointer && !isObject && shape.many === undefined) always.push(name);
    } else {
      const inner = arbitraryObject(referencedType(shape.of), depth + 1);
      whole = fc.tuple(whole, inner).map(([a, b]) => ({ ...a, ...b }));
    }
  }
  const fields = fc.record(own, { requiredKeys: always, noNullPrototype: true });
  return fc.tuple(whole, fields).map(([a, b]) => ({ ...a, ...b }));
}

function arbitraryValue({ many, of }: FieldShape, depth: number): Arbitrary<JsonValue> {
  // The form of metadata is not that of other objects: it is a type of its own in the tests.
  if (of === 'meta.v1.ObjectMeta') return fc.record({ name: fc.string({ minLength: 1 }) });
  const one = scalars[of] ?? arbitraryObject(referencedType(of), depth + 1);
  if (many === 'list') return fc.array(one, { minLength: 1, maxLength: 2 });
  if (many === 'map') {
    return fc.dictionary(fc.string({ minLength: 1 }), one, { minKeys: 1, maxKeys: 2, noNullPrototype: true });
  }
  return one;
}
