/** A query parameter of an operation. */
export interface QueryParameter {
  name: string;
  type: 'string' | 'boolean' | 'integer';
  description: string;
}

function parameter(name: string, type: QueryParameter['type'], description: string): QueryParameter {
  return { name, type, description };
}

const continueToken = parameter(
  'continue',
  'string',
  'Gets the next part of a list that was asked for in parts.',
);
const dryRun = parameter('dryRun', 'string', 'With All, everything is checked and nothing is stored.');
const fieldSelector = parameter('fieldSelector', 'string', 'Only objects whose fields are like this.');
const labelSelector = parameter('labelSelector', 'string', 'Only objects whose labels are like this.');
const limit = parameter('limit', 'integer', 'How many objects a part of the list may have.');
const resourceVersion = parameter(
  'resourceVersion',
  'string',
  'The state that the answer has to show, or to begin after.',
);
const resourceVersionMatch = parameter(
  'resourceVersionMatch',
  'string',
  'Whether the state has to be that one (Exact) or may be a newer one (NotOlderThan).',
);
const sendInitialEvents = parameter(
  'sendInitialEvents',
  'boolean',
  'Whether a watch begins with what is there, followed by a bookmark.',
);
const timeoutSeconds = parameter('timeoutSeconds', 'integer', 'Seconds after which a watch ends.');

/** The query parameters of what can be done, by the extension `x-kubernetes-action`. */
export const queryParameters = {
  list: [
    parameter('allowWatchBookmarks', 'boolean', 'Whether a watch sends bookmarks.'),
    continueToken,
    fieldSelector,
    labelSelector,
    limit,
    resourceVersion,
    resourceVersionMatch,
    sendInitialEvents,
    timeoutSeconds,
    parameter('watch', 'boolean', 'Whether to go on with every change instead of ending.'),
  ],
  get: [],
  post: writing(),
  put: writing(),
  patch: writing(parameter('force', 'boolean', 'Whether an apply takes over what others manage.')),
  delete: deleting(),
  deletecollection: deleting(
    continueToken,
    fieldSelector,
    labelSelector,
    limit,
    resourceVersion,
    resourceVersionMatch,
    sendInitialEvents,
    timeoutSeconds,
  ),
} as const satisfies Record<string, readonly QueryParameter[]>;

/** What can be done with a resource, as `x-kubernetes-action` names it. */
export type Action = keyof typeof queryParameters;

function writing(...more: QueryParameter[]): QueryParameter[] {
  return [
    dryRun,
    parameter('fieldManager', 'string', 'Who manages the fields that are written.'),
    parameter(
      'fieldValidation',
      'string',
      'What becomes of unknown and duplicate fields: Ignore, Warn or Strict.',
    ),
    ...more,
  ];
}

function deleting(...more: QueryParameter[]): QueryParameter[] {
  return [
    dryRun,
    parameter('gracePeriodSeconds', 'integer', 'Seconds that the object has to end by itself.'),
    parameter('orphanDependents', 'boolean', 'Older form of propagationPolicy.'),
    parameter(
      'propagationPolicy',
      'string',
      'What becomes of the objects that it owns: Orphan, Background or Foreground.',
    ),
    ...more,
  ];
}
