import { entityDetail, Route, RouteRequest } from '@sluice/konnect-api';
import type { EntityDescriptor, EntityFields, NormalizeResult } from '../core-entities/entity-descriptor.ts';
import { brokenRouteRules } from './route-rules.ts';

/** Which requests go to which service. A name is unique in the control plane; a route may stand without a service. */
export const route: EntityDescriptor = {
  type: 'route',
  collection: 'routes',
  schema: RouteRequest,
  answerSchema: Route,
  parent: {
    type: 'service',
    collection: 'services',
    field: 'service',
    index: 'service_id',
    required: false,
    onParentDelete: 'refuse',
  },
  named: true,
  uniqueKey: {
    index: 'name',
    field: 'name',
    value: (entity) => (entity.name === undefined ? undefined : String(entity.name)),
  },
  foreignKeys: [],
  times: 'seconds',
  secretFields: [],
  normalize,
};

/**
 * A route has either an expression and `priority` or fields to match and `regex_priority`. Both priorities have a
 * default and are filled in; the one that doesn't belong to the route's kind is taken out again.
 */
function normalize(fields: EntityFields): NormalizeResult {
  const broken = brokenRouteRules(fields);
  if (broken.length > 0) {
    return { ok: false, details: [entityDetail(broken)] };
  }
  const { priority, regex_priority, ...rest } = fields;
  return {
    ok: true,
    fields: fields.expression === undefined ? { ...rest, regex_priority } : { ...rest, priority },
  };
}
