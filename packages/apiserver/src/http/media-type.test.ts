import { expect, it } from 'vitest';
import { negotiate } from './media-type.ts';

const json = { type: 'application/json', shape: 'Object', metaVersion: 'v1' };
const table = { ...json, shape: 'Table' };

it.each([
  [undefined, json],
  ['*/*', json],
  ['application/*', json],
  ['application/json, */*', json],
  ['application/yaml', { ...json, type: 'application/yaml' }],
  ['application/yaml;q=0.5,application/json', json],
  ['application/json;q=0,application/yaml', { ...json, type: 'application/yaml' }],
  ['application/vnd.kubernetes.protobuf,application/json', json],
  ['application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io', table],
  ['application/json;as=Table;v=v1beta1;g=meta.k8s.io', { ...table, metaVersion: 'v1beta1' }],
  ['application/json;as=Table;v=v9;g=meta.k8s.io,application/json', json],
  [
    'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    { ...json, shape: 'PartialObjectMetadata' },
  ],
  ['APPLICATION/JSON', json],
])('%s gets %j', (accept, expected) => {
  expect(negotiate(accept)).toEqual(expected);
});

it.each([
  'text/html',
  'application/vnd.kubernetes.protobuf',
  'application/json;as=Chart;v=v1;g=meta.k8s.io',
  ',',
])('%s gets nothing', (accept) => {
  expect(() => negotiate(accept)).toThrow(/only the following media types are accepted/);
});
