import {
  flag,
  integer,
  json,
  listOf,
  type MessageType,
  mapOf,
  message,
  optionalInteger,
  optionalText,
  text,
  time,
} from './message-type.ts';

/*
 * Field numbers are those of `generated.proto` in k8s.io/apimachinery, k8s.io/api: they never change.
 */

const ownerReference: MessageType = {
  1: { name: 'kind', type: text },
  3: { name: 'name', type: text },
  4: { name: 'uid', type: text },
  5: { name: 'apiVersion', type: text },
  6: { name: 'controller', type: flag },
  7: { name: 'blockOwnerDeletion', type: flag },
};

const managedFieldsEntry: MessageType = {
  1: { name: 'manager', type: text },
  2: { name: 'operation', type: text },
  3: { name: 'apiVersion', type: text },
  4: { name: 'time', type: time(0) },
  6: { name: 'fieldsType', type: text },
  7: { name: 'fieldsV1', type: json },
  8: { name: 'subresource', type: text },
};

/** meta/v1 ObjectMeta. */
export const objectMeta: MessageType = {
  1: { name: 'name', type: text },
  2: { name: 'generateName', type: text },
  3: { name: 'namespace', type: text },
  5: { name: 'uid', type: text },
  6: { name: 'resourceVersion', type: text },
  7: { name: 'generation', type: integer },
  8: { name: 'creationTimestamp', type: time(0) },
  9: { name: 'deletionTimestamp', type: time(0) },
  10: { name: 'deletionGracePeriodSeconds', type: optionalInteger },
  11: mapOf('labels', optionalText),
  12: mapOf('annotations', optionalText),
  13: listOf('ownerReferences', message(ownerReference)),
  14: listOf('finalizers', text),
  17: listOf('managedFields', message(managedFieldsEntry)),
};

/** meta/v1 DeleteOptions. */
export const deleteOptions: MessageType = {
  1: { name: 'gracePeriodSeconds', type: optionalInteger },
  2: {
    name: 'preconditions',
    type: message({ 1: { name: 'uid', type: text }, 2: { name: 'resourceVersion', type: text } }),
  },
  3: { name: 'orphanDependents', type: flag },
  4: { name: 'propagationPolicy', type: text },
  5: listOf('dryRun', text),
};
