import { entityDetail, Upstream, UpstreamRequest } from '@sluice/konnect-api';
import type { EntityDescriptor, EntityFields, NormalizeResult } from '../core-entities/entity-descriptor.ts';
import { referenceId } from '../core-entities/reference-id.ts';
import { brokenUpstreamRules } from './upstream-rules.ts';

/** A virtual host name with targets behind it. Its name is unique in the control plane. */
export const upstream: EntityDescriptor = {
  type: 'upstream',
  collection: 'upstreams',
  schema: UpstreamRequest,
  answerSchema: Upstream,
  named: true,
  uniqueKey: { index: 'name', field: 'name', value: (entity) => String(entity.name) },
  foreignKeys: [
    {
      field: 'client_certificate.id',
      index: 'client_certificate_id',
      type: 'certificate',
      id: (entity) => referenceId(entity, 'client_certificate'),
    },
  ],
  times: 'seconds',
  secretFields: [],
  normalize,
};

function normalize(fields: EntityFields): NormalizeResult {
  const broken = brokenUpstreamRules(fields);
  return broken.length === 0 ? { ok: true, fields } : { ok: false, details: [entityDetail(broken)] };
}
