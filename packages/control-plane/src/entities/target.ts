import { fieldDetail, parseTargetAddress, Target, TargetRequest } from '@sluice/konnect-api';
import type { EntityDescriptor, EntityFields, NormalizeResult } from '../core-entities/entity-descriptor.ts';
import { referenceId } from '../core-entities/reference-id.ts';

/** The targets of an upstream. No two of one upstream have the same address, however it is written. */
export const target: EntityDescriptor = {
  type: 'target',
  collection: 'targets',
  schema: TargetRequest,
  answerSchema: Target,
  parent: {
    type: 'upstream',
    collection: 'upstreams',
    field: 'upstream',
    index: 'upstream_id',
    required: true,
    onParentDelete: 'cascade',
  },
  named: false,
  uniqueKey: {
    index: 'target',
    field: 'target',
    value: (entity) => `${referenceId(entity, 'upstream')}:${entity.target}`,
  },
  foreignKeys: [],
  times: 'fractional-seconds',
  secretFields: [],
  normalize,
};

function normalize(fields: EntityFields): NormalizeResult {
  const result = parseTargetAddress(String(fields.target));
  return result.ok
    ? { ok: true, fields: { ...fields, target: result.address } }
    : { ok: false, details: [fieldDetail('target', [result.reason])] };
}
