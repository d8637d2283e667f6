import { coreEntitiesPath } from '@sluice/konnect-api';
import Type, { type TSchema } from 'typebox';
import type { EntityDescriptor } from '../core-entities/entity-descriptor.ts';
import type { ApiOperation, ApiParameter } from './api-operation.ts';

const CORE_ENTITIES = decodeURIComponent(coreEntitiesPath('{controlPlaneId}', ''));

const LIST_QUERY: readonly ApiParameter[] = [
  { name: 'size', type: 'integer', description: 'Entities per page, 1 to 1,000; 100 unless given.' },
  { name: 'offset', description: 'Where the page before ended: its `offset`.' },
  { name: 'tags', description: 'Tags of which an entity has all (`a,b`) or any (`a/b`).' },
  { name: 'sort_desc', type: 'boolean', description: 'The newest first.' },
  { name: 'page[size]', type: 'integer', description: 'Takes the place of `size` where pages are counted.' },
  { name: 'page[number]', type: 'integer', description: 'The number of the page, counted from 1.' },
];

const NAME_QUERY: readonly ApiParameter[] = [
  { name: 'filter[name][eq]', description: 'Only the one of exactly this name.' },
  { name: 'filter[name][contains]', description: 'Only those whose name has this in it.' },
];

/** The operations of one type of core entity, in all places where it has them. */
export function entityOperations(descriptor: EntityDescriptor): ApiOperation[] {
  const { parent, collection, named } = descriptor;
  const flat = `${CORE_ENTITIES}${collection}`;
  const below = parent && `${CORE_ENTITIES}${parent.collection}/{${parent.type}Id}/${collection}`;
  const list = (path: string, summary: string): ApiOperation => ({
    method: 'GET',
    path,
    tag: titleOf(collection),
    summary,
    query: named ? [...LIST_QUERY, ...NAME_QUERY] : LIST_QUERY,
    status: 200,
    answer: pageOf(descriptor.answerSchema),
    errors: 'core',
  });
  return [
    list(flat, `Lists the ${collection} of a control plane in the order of creation.`),
    ...(parent?.required === true ? [] : writes(descriptor, flat, '')),
    ...(parent && below
      ? [
          list(below, `Lists the ${collection} of one ${parent.type}.`),
          ...writes(descriptor, below, ` of a ${parent.type}`),
        ]
      : []),
  ];
}

function writes(descriptor: EntityDescriptor, path: string, where: string): ApiOperation[] {
  const { type, collection, named, schema, answerSchema } = descriptor;
  const one = `${path}/{${type}Id}`;
  const shared = { tag: titleOf(collection), errors: 'core' } as const;
  return [
    {
      ...shared,
      method: 'POST',
      path,
      summary: `Creates a ${type}${where}.`,
      body: schema,
      idempotent: true,
      status: 201,
      answer: answerSchema,
    },
    {
      ...shared,
      method: 'GET',
      path: one,
      summary: `Gets a ${type}${where} by its id${named ? ' or name' : ''}.`,
      status: 200,
      answer: answerSchema,
      conditional: true,
    },
    {
      ...shared,
      method: 'PUT',
      path: one,
      summary: `Creates a ${type}${where} under this id, or replaces it: what is left out gets its default.`,
      body: schema,
      status: 200,
      answer: answerSchema,
      conditional: true,
    },
    {
      ...shared,
      method: 'DELETE',
      path: one,
      summary: `Deletes a ${type}${where}.`,
      status: 204,
      conditional: true,
    },
  ];
}

function pageOf(entity: TSchema): TSchema {
  return Type.Object({
    data: Type.Array(entity),
    next: Type.Union([Type.String(), Type.Null()]),
    offset: Type.Optional(Type.String()),
  });
}

function titleOf(collection: string): string {
  return collection.charAt(0).toUpperCase() + collection.slice(1);
}
