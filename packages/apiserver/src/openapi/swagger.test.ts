import { describe, expect, it } from 'vitest';
import { customResourceDefinition, kongTarget, secret } from './served-resources.fixture.ts';
import { swaggerDocument } from './swagger.ts';

type Json = Record<string, unknown>;

const document = swaggerDocument([kongTarget, secret, customResourceDefinition], 'v1.35.0');
const definitions = document['definitions'] as Record<string, { properties: Record<string, Json> }>;

describe('the Swagger document', () => {
  it('has the resources of all groups', () => {
    expect(Object.keys(document['paths'] as Json)).toEqual(
      expect.arrayContaining([
        '/api/v1/namespaces/{namespace}/secrets/{name}',
        '/apis/configuration.konghq.com/v1alpha1/namespaces/{namespace}/kongtargets/{name}/status',
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}',
      ]),
    );
  });

  it('says nothing of values that old clients would refuse: nulls, unknown fields, numbers for strings', () => {
    const spec = definitions['com.konghq.configuration.v1alpha1.KongTarget']?.properties['spec'] as {
      properties: Json;
    };
    expect(spec.properties).toMatchObject({
      target: { type: 'string' },
      weight: { type: 'integer', default: 100 },
    });
    expect(spec.properties['note']).toEqual({});
    expect(spec.properties['port']).toEqual({ 'x-kubernetes-int-or-string': true });
    expect(spec.properties['extra']).toEqual({
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
    });
  });

  it('refers to nothing that is not there', () => {
    const used = [...JSON.stringify(document).matchAll(/"#\/definitions\/([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((name) => definitions[name ?? ''] === undefined)).toEqual([]);
  });

  it('lists the body among the parameters', () => {
    const path = '/api/v1/namespaces/{namespace}/secrets';
    const post = (document['paths'] as Record<string, Record<string, Json>>)[path]?.['post'];
    expect(post?.['parameters']).toContainEqual({
      name: 'body',
      in: 'body',
      required: true,
      schema: { $ref: '#/definitions/io.k8s.api.core.v1.Secret' },
    });
  });
});
