import type { KonnectCall } from '@sluice/konnect-api';

/** What a call was about, for a metric: there are as many as kinds and verbs, not as many as entities. */
export interface KonnectOperation {
  /** The singular of what was asked about: `organization`, `control-plane`, `upstream`, `target`, … */
  readonly entity: string;
  /** As Konnect's own operations are called: `get`, `list`, `create`, `upsert`, `update`, `delete`. */
  readonly operation: string;
}

/** Verbs on one thing, and on a collection, by the method. A PUT makes what isn't there, so it is both. */
const verbs: Readonly<Record<KonnectCall['method'], readonly [one: string, collection: string]>> = {
  GET: ['get', 'list'],
  POST: ['create', 'create'],
  PUT: ['upsert', 'replace'],
  PATCH: ['update', 'update'],
  DELETE: ['delete', 'delete'],
};

/** Singulars that aren't the plural without its `s`, by the last word of a route. */
const singulars: Readonly<Record<string, string>> = { me: 'organization' };

/**
 * What a call to a control plane was about, from its method and its route. A route that ends with a placeholder is
 * one thing, as is the organisation that the token belongs to; any other is a collection.
 */
export function konnectOperation({ method, route }: Pick<KonnectCall, 'method' | 'route'>): KonnectOperation {
  const segments = route.split('/');
  const last = segments.at(-1) ?? '';
  // A question in spite of its method: what it asks for fits into no address.
  if (last === 'events') return { entity: 'event-stream', operation: 'get' };
  const isOne = last.startsWith('{');
  const collection = (isOne ? segments.at(-2) : last) ?? '';
  const [verbOnOne, verbOnCollection] = verbs[method];
  return {
    entity: singulars[collection] ?? collection.replace(/s$/, ''),
    operation: isOne || collection in singulars ? verbOnOne : verbOnCollection,
  };
}
