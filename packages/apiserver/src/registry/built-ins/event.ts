import type { KubeObject } from '../../kube-object.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { isObject } from '../../schema/json-object.ts';
import { invalidValue, requiredValue } from '../../schema/make-field-error.ts';
import { age } from '../../table/human-duration.ts';
import { nameColumn } from '../../table/printer-columns.ts';
import { column, type TableColumn } from '../../table/table-column.ts';
import { builtIn } from './built-in.ts';

/** What an Event can be selected by, beside what it is about. */
const selectable = ['reason', 'reportingComponent', 'source', 'type'];

const reference = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

/** What the fields of core/v1 are called in events.k8s.io/v1, where that is something else. */
const renamed: readonly (readonly [core: string, events: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
];

/** Events: what happened to objects, for people to read. Two groups show the same ones under different names. */
export const event = builtIn({
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  namespaced: true,
  selectableFields: [...reference.map((field) => `involvedObject.${field}`), ...selectable],
  columns: eventColumns('involvedObject', 'message'),
  complete: (object) => {
    // Go writes these always.
    object['reportingComponent'] ??= '';
    object['reportingInstance'] ??= '';
  },
  strategy: { createsOnUpdate: true, validate: validateEvent },
  otherVersions: [
    {
      group: 'events.k8s.io',
      version: 'v1',
      shortNames: ['ev'],
      selectableFields: [
        ...reference.map((field) => `regarding.${field}`),
        'reason',
        'reportingController',
        'type',
      ],
      columns: eventColumns('regarding', 'note'),
      fromStored: (object) => rename(object, renamed),
      toStored: (object) =>
        rename(
          object,
          renamed.map(([core, events]) => [events, core]),
        ),
    },
  ],
});

function rename(object: KubeObject, names: readonly (readonly [from: string, to: string])[]): KubeObject {
  const result: KubeObject = { ...object };
  for (const [from, to] of names) {
    delete result[from];
    if (object[from] !== undefined) result[to] = object[from];
  }
  return result;
}

function eventColumns(about: string, message: string): TableColumn[] {
  return [
    column('Last Seen', 'string', 'Time at which the event was last recorded', (object, nowMs) =>
      age(lastSeen(object), nowMs),
    ),
    column('Type', 'string', 'Type of the event', ({ type }) => text(type)),
    column('Reason', 'string', 'Reason of the event', ({ reason }) => text(reason)),
    column('Object', 'string', 'The object that the event is about', (object) => {
      const { kind, name } = part(object, about);
      return `${text(kind).toLowerCase()}/${text(name)}`;
    }),
    column(
      'Subobject',
      'string',
      'The part of the object that the event is about',
      (object) => text(part(object, about)['fieldPath']),
      { priority: 1 },
    ),
    column('Source', 'string', 'Who reports the event', sourceOf, { priority: 1 }),
    column('Message', 'string', 'What happened', (object) => text(object[message]).trim()),
    column(
      'First Seen',
      'string',
      'Time at which the event was first recorded',
      (object, nowMs) => age(firstSeen(object), nowMs),
      { priority: 1 },
    ),
    column('Count', 'string', 'How often it was seen', countOf, { priority: 1 }),
    { ...nameColumn, definition: { ...nameColumn.definition, priority: 1 } },
  ];
}

/** What events.k8s.io/v1 demands of a new Event; core/v1 takes older forms, too. */
const demanded = ['eventTime', 'reportingController', 'reportingInstance', 'action', 'reason', 'type'];

function validateEvent(object: KubeObject, existing: KubeObject | undefined): FieldError[] {
  const isCore = object.apiVersion === 'v1';
  const field = isCore ? 'involvedObject' : 'regarding';
  const about = part(object, field)['namespace'] ?? '';
  const { namespace } = object.metadata;
  const errors: FieldError[] = [];
  if (!isCore && existing === undefined) {
    errors.push(...demanded.filter((name) => !object[name]).map((name) => requiredValue(name)));
  }
  // Events about cluster-scoped objects live in `default` or `kube-system`.
  const isInPlace = about === '' ? ['default', 'kube-system'].includes(namespace ?? '') : about === namespace;
  if (!isInPlace) errors.push(invalidValue(`${field}.namespace`, about, 'does not match event.namespace'));
  return errors;
}

function firstSeen(object: KubeObject): unknown {
  return object['firstTimestamp'] ?? object['deprecatedFirstTimestamp'] ?? object['eventTime'];
}

function lastSeen(object: KubeObject): unknown {
  const series = part(object, 'series')['lastObservedTime'];
  const recorded = object['lastTimestamp'] ?? object['deprecatedLastTimestamp'];
  return series ?? recorded ?? object['eventTime'] ?? object.metadata.creationTimestamp;
}

function countOf(object: KubeObject): number {
  const count = part(object, 'series')['count'] ?? object['count'] ?? object['deprecatedCount'];
  return typeof count === 'number' ? count : 1;
}

function sourceOf(object: KubeObject): string {
  const { component, host } = { ...part(object, 'deprecatedSource'), ...part(object, 'source') };
  const reporter = text(object['reportingComponent']) || text(object['reportingController']);
  const name = text(component) || reporter;
  return host === undefined ? name : `${name}, ${text(host)}`;
}

function part(object: KubeObject, field: string): Record<string, unknown> {
  const value = object[field];
  return isObject(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
