import { entityDetail, fieldDetail, Service, ServiceRequest } from '@sluice/konnect-api';
import type { EntityDescriptor, EntityFields, NormalizeResult } from '../core-entities/entity-descriptor.ts';
import { referenceId } from '../core-entities/reference-id.ts';
import { brokenServiceRules } from './service-rules.ts';
import { parseServiceUrl } from './service-url.ts';

/** What a gateway forwards requests to. A name is unique in the control plane. */
export const service: EntityDescriptor = {
  type: 'service',
  collection: 'services',
  schema: ServiceRequest,
  answerSchema: Service,
  named: true,
  uniqueKey: {
    index: 'name',
    field: 'name',
    value: (entity) => (entity.name === undefined ? undefined : String(entity.name)),
  },
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
  expand,
  normalize,
};

/** `url` stands for protocol, host, port and path, and wins over them. */
function expand({ url, ...body }: EntityFields): NormalizeResult {
  if (url === undefined || url === null) {
    return { ok: true, fields: body };
  }
  const parts = parseServiceUrl(url);
  return parts === undefined
    ? {
        ok: false,
        details: [
          fieldDetail('url', ['must be a URL of a protocol, a host and, optionally, a port and a path']),
        ],
      }
    : { ok: true, fields: { ...body, ...parts } };
}

function normalize(fields: EntityFields): NormalizeResult {
  const broken = brokenServiceRules(fields);
  return broken.length === 0 ? { ok: true, fields } : { ok: false, details: [entityDetail(broken)] };
}
