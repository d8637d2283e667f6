import type { SchemaProps } from '../schema/schema-props.ts';
import { listMeta } from './list-meta.ts';
import { text } from './root.ts';

/** meta/v1 StatusCause. */
export const statusCause: SchemaProps = {
  type: 'object',
  description: 'One thing that is wrong with a request.',
  properties: {
    field: text('The field that is wrong, by its path.'),
    message: text('What is wrong, for people.'),
    reason: text('What is wrong, in one word.'),
  },
};

/** meta/v1 StatusDetails. */
export const statusDetails: SchemaProps = {
  type: 'object',
  description: 'What the request was about, and why it failed.',
  properties: {
    causes: {
      type: 'array',
      description: 'All that is wrong.',
      items: statusCause,
      'x-kubernetes-list-type': 'atomic',
    },
    group: text('The group of the resource.'),
    kind: text('The resource.'),
    name: text('The name of the object.'),
    retryAfterSeconds: {
      type: 'integer',
      format: 'int32',
      description: 'Seconds to wait before the request is tried again.',
    },
    uid: text('The UID of the object.'),
  },
};

/** meta/v1 Status: the answer to a request that shows no object. */
export const statusSchema: SchemaProps = {
  type: 'object',
  description: 'The answer to a request that shows no object.',
  properties: {
    apiVersion: text('v1'),
    code: { type: 'integer', format: 'int32', description: 'The HTTP status code.' },
    details: statusDetails,
    kind: text('Status'),
    message: text('What happened, for people.'),
    metadata: listMeta,
    reason: text('Why the request failed, in one word.'),
    status: text('Success or Failure.'),
  },
};

/** meta/v1 Preconditions. */
export const preconditions: SchemaProps = {
  type: 'object',
  description: 'What has to be so for the request to be carried out.',
  properties: {
    resourceVersion: text('The state that the object has to be in.'),
    uid: text('The UID that the object has to have.'),
  },
};

/** meta/v1 DeleteOptions: the body of a deletion. */
export const deleteOptions: SchemaProps = {
  type: 'object',
  description: 'How an object is to be deleted.',
  properties: {
    apiVersion: text('v1'),
    dryRun: {
      type: 'array',
      description: 'With All, everything is checked and nothing is deleted.',
      items: { type: 'string' },
      'x-kubernetes-list-type': 'atomic',
    },
    gracePeriodSeconds: {
      type: 'integer',
      format: 'int64',
      description: 'Seconds that the object has to end by itself.',
    },
    kind: text('DeleteOptions'),
    orphanDependents: { type: 'boolean', description: 'Older form of propagationPolicy.' },
    preconditions,
    propagationPolicy: text('What becomes of the objects that it owns: Orphan, Background or Foreground.'),
  },
};
