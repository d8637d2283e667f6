import {
  bytes,
  flag,
  integer,
  listOf,
  type MessageType,
  mapOf,
  message,
  optionalInteger,
  optionalText,
  text,
  time,
} from './message-type.ts';
import { objectMeta } from './meta-messages.ts';

const metadata = { name: 'metadata', type: message(objectMeta) };

const objectReference: MessageType = {
  1: { name: 'kind', type: text },
  2: { name: 'namespace', type: text },
  3: { name: 'name', type: text },
  4: { name: 'uid', type: text },
  5: { name: 'apiVersion', type: text },
  6: { name: 'resourceVersion', type: text },
  7: { name: 'fieldPath', type: text },
};

/** core/v1 Namespace. */
export const namespaceMessage: MessageType = {
  1: metadata,
  2: { name: 'spec', type: message({ 1: listOf('finalizers', text) }) },
  3: { name: 'status', type: message({ 1: { name: 'phase', type: text } }) },
};

/** core/v1 Secret. */
export const secretMessage: MessageType = {
  1: metadata,
  2: mapOf('data', bytes),
  3: { name: 'type', type: text },
  4: mapOf('stringData', optionalText),
  5: { name: 'immutable', type: flag },
};

/** core/v1 ConfigMap. */
export const configMapMessage: MessageType = {
  1: metadata,
  2: mapOf('data', optionalText),
  3: mapOf('binaryData', bytes),
  4: { name: 'immutable', type: flag },
};

/** core/v1 ServiceAccount. */
export const serviceAccountMessage: MessageType = {
  1: metadata,
  2: listOf('secrets', message(objectReference)),
  3: listOf('imagePullSecrets', message({ 1: { name: 'name', type: text } })),
  4: { name: 'automountServiceAccountToken', type: flag },
};

/** core/v1 Event. */
export const eventMessage: MessageType = {
  1: metadata,
  2: { name: 'involvedObject', type: message(objectReference) },
  3: { name: 'reason', type: text },
  4: { name: 'message', type: text },
  5: {
    name: 'source',
    type: message({ 1: { name: 'component', type: text }, 2: { name: 'host', type: text } }),
  },
  6: { name: 'firstTimestamp', type: time(0) },
  7: { name: 'lastTimestamp', type: time(0) },
  8: { name: 'count', type: integer },
  9: { name: 'type', type: text },
  10: { name: 'eventTime', type: time(6) },
  11: {
    name: 'series',
    type: message({ 1: { name: 'count', type: integer }, 2: { name: 'lastObservedTime', type: time(6) } }),
  },
  12: { name: 'action', type: text },
  13: { name: 'related', type: message(objectReference) },
  14: { name: 'reportingComponent', type: text },
  15: { name: 'reportingInstance', type: text },
};

/** coordination.k8s.io/v1 Lease. */
export const leaseMessage: MessageType = {
  1: metadata,
  2: {
    name: 'spec',
    type: message({
      1: { name: 'holderIdentity', type: optionalText },
      2: { name: 'leaseDurationSeconds', type: optionalInteger },
      3: { name: 'acquireTime', type: time(6) },
      4: { name: 'renewTime', type: time(6) },
      5: { name: 'leaseTransitions', type: optionalInteger },
      6: { name: 'strategy', type: text },
      7: { name: 'preferredHolder', type: optionalText },
    }),
  },
};
