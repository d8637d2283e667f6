import type { KubeObject } from '../../kube-object.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { isObject } from '../../schema/json-object.ts';
import { invalidValue } from '../../schema/make-field-error.ts';
import { age } from '../../table/human-duration.ts';
import { nameColumn } from '../../table/printer-columns.ts';
import { column } from '../../table/table-column.ts';
import { builtIn } from './built-in.ts';

/** Events: what happened to objects, for people to read. */
export const event = builtIn({
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  namespaced: true,
  selectableFields: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  columns: [
    column('Last Seen', 'string', 'Time at which the event was last recorded', (object, nowMs) =>
      age(lastSeen(object), nowMs),
    ),
    column('Type', 'string', 'Type of the event', ({ type }) => text(type)),
    column('Reason', 'string', 'Reason of the event', ({ reason }) => text(reason)),
    column('Object', 'string', 'The object that the event is about', (object) => {
      const { kind, name } = part(object, 'involvedObject');
      return `${text(kind).toLowerCase()}/${text(name)}`;
    }),
    column(
      'Subobject',
      'string',
      'The part of the object that the event is about',
      (object) => text(part(object, 'involvedObject')['fieldPath']),
      { priority: 1 },
    ),
    column('Source', 'string', 'Who reports the event', sourceOf, { priority: 1 }),
    column('Message', 'string', 'What happened', ({ message }) => text(message).trim()),
    column(
      'First Seen',
      'string',
      'Time at which the event was first recorded',
      (object, nowMs) => age(object['firstTimestamp'] ?? object['eventTime'], nowMs),
      { priority: 1 },
    ),
    column('Count', 'string', 'How often it was seen', countOf, { priority: 1 }),
    { ...nameColumn, definition: { ...nameColumn.definition, priority: 1 } },
  ],
  strategy: {
    createsOnUpdate: true,
    // Event names hold the name of an object of any kind.
    validate: validateEvent,
  },
});

function validateEvent(object: KubeObject): FieldError[] {
  const about = part(object, 'involvedObject')['namespace'] ?? '';
  const { namespace } = object.metadata;
  // Events about cluster-scoped objects live in `default` or `kube-system`.
  const isInPlace = about === '' ? ['default', 'kube-system'].includes(namespace ?? '') : about === namespace;
  if (isInPlace) return [];
  return [invalidValue('involvedObject.namespace', about, 'does not match event.namespace')];
}

function lastSeen(object: KubeObject): unknown {
  const series = part(object, 'series')['lastObservedTime'];
  return series ?? object['lastTimestamp'] ?? object['eventTime'] ?? object.metadata.creationTimestamp;
}

function countOf(object: KubeObject): number {
  const count = part(object, 'series')['count'] ?? object['count'];
  return typeof count === 'number' ? count : 1;
}

function sourceOf(object: KubeObject): string {
  const { component, host } = part(object, 'source');
  const name = text(component) || text(object['reportingComponent']);
  return host === undefined ? name : `${name}, ${text(host)}`;
}

function part(object: KubeObject, field: string): Record<string, unknown> {
  const value = object[field];
  return isObject(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
