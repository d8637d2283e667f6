import { describe, expect, it } from 'vitest';
import { readFields } from '../protobuf/wire-reader.ts';
import { acceptsSwaggerProtobuf, encodeSwagger } from './encode-swagger.ts';
import { kongTarget, secret } from './served-resources.fixture.ts';
import { swaggerDocument } from './swagger.ts';

/** The messages at a path of field numbers (gnostic's OpenAPIv2.proto), each as bytes. */
function messages(bytes: Uint8Array, ...numbers: number[]): Uint8Array[] {
  return numbers.reduce<Uint8Array[]>(
    (within, number) =>
      within.flatMap((message) =>
        [...readFields(message)].flatMap((field) =>
          field.number === number && typeof field.value !== 'bigint' ? [field.value] : [],
        ),
      ),
    [bytes],
  );
}

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();
const texts = (bytes: Uint8Array, ...numbers: number[]) => messages(bytes, ...numbers).map(text);

/** The value of an entry of a map that lies at a path. */
function entry(bytes: Uint8Array, name: string, ...numbers: number[]): Uint8Array {
  const found = messages(bytes, ...numbers).find((item) => texts(item, 1)[0] === name);
  return messages(found ?? new Uint8Array(), 2)[0] ?? new Uint8Array();
}

const encoded = encodeSwagger(swaggerDocument([kongTarget, secret], 'v1.35.0'));

describe('the Swagger document as protobuf', () => {
  it('says what it is', () => {
    expect(texts(encoded, 1)).toEqual(['2.0']);
    expect(texts(encoded, 2, 2)).toEqual(['v1.35.0']);
  });

  it('has each definition with its properties, and references to others', () => {
    const kind = entry(encoded, 'com.konghq.configuration.v1alpha1.KongTarget', 9, 1);
    expect(texts(kind, 25, 1, 1).sort()).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
    expect(texts(kind, 19)).toEqual(['spec']);
    expect(texts(kind, 22, 1)).toEqual(['object']);
    const metadata = entry(kind, 'metadata', 25, 1);
    expect(texts(metadata, 1)).toEqual(['#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta']);
    expect(texts(entry(secretDefinition(), 'data', 25, 1), 21, 1, 2)).toEqual(['byte']);
  });

  it('has extensions and other values as YAML', () => {
    const kind = entry(encoded, 'com.konghq.configuration.v1alpha1.KongTarget', 9, 1);
    expect(text(messages(entry(kind, 'x-kubernetes-group-version-kind', 31), 2)[0])).toBe(
      '- group: configuration.konghq.com\n  kind: KongTarget\n  version: v1alpha1\n',
    );
    const weight = entry(entry(kind, 'spec', 25, 1), 'weight', 25, 1);
    expect(texts(weight, 5, 2)).toEqual(['100\n']);
  });

  it('has the query parameters of each operation, by which kubectl knows what it can ask for', () => {
    const path = entry(encoded, '/api/v1/namespaces/{namespace}/secrets/{name}', 8, 2);
    const patch = messages(path, 8)[0] ?? new Uint8Array();
    expect(texts(patch, 8, 1, 2, 3, 4)).toEqual(['dryRun', 'fieldManager', 'fieldValidation', 'force']);
    expect(texts(patch, 8, 1, 1, 2)).toEqual(['body']);
    expect(texts(path, 9, 1, 2, 4, 4)).toEqual(['name', 'namespace']);
  });

  function secretDefinition(): Uint8Array {
    return entry(encoded, 'io.k8s.api.core.v1.Secret', 9, 1);
  }
});

describe('the media type of the protobuf form', () => {
  it.each([
    ['application/com.github.proto-openapi.spec.v2@v1.0+protobuf', true],
    ['application/com.github.proto-openapi.spec.v2.v1.0+protobuf;q=0.9, */*', true],
    ['application/json', false],
    ['', false],
  ])('%j asks for it: %s', (accept, expected) => {
    expect(acceptsSwaggerProtobuf(accept)).toBe(expected);
  });
});
