import { describe, expect, it } from 'vitest';
import { ApiError } from '../status/api-error.ts';
import { readDeleteOptions } from './delete-options.ts';

const read = (body: unknown, query = '') => readDeleteOptions(body, new URLSearchParams(query));

/** The status with which a body is refused. */
function refusal(body: unknown): unknown {
  try {
    read(body);
  } catch (error) {
    if (error instanceof ApiError) return error.status;
    throw error;
  }
  return undefined;
}

describe('the options of a deletion', () => {
  it.each([
    [undefined, '', {}],
    [{}, 'propagationPolicy=Foreground', { propagation: 'Foreground' }],
    [{ propagationPolicy: 'Orphan' }, 'propagationPolicy=Foreground', { propagation: 'Orphan' }],
    [{ orphanDependents: true }, '', { propagation: 'Orphan' }],
    [{ orphanDependents: false }, '', { propagation: 'Background' }],
    [undefined, 'orphanDependents=true', { propagation: 'Orphan' }],
    [undefined, 'orphanDependents=false', { propagation: 'Background' }],
    [{ dryRun: ['All'] }, '', { dryRun: true }],
    [undefined, 'dryRun=All', { dryRun: true }],
    [{ preconditions: { uid: 'u', resourceVersion: '7' } }, '', { uid: 'u', resourceVersion: '7' }],
    [{ kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, propagationPolicy: null }, '', {}],
  ])('%j and the query %j', (body, query, expected) => {
    const none = { dryRun: false, propagation: undefined, uid: undefined, resourceVersion: undefined };
    expect(read(body, query)).toEqual({ ...none, ...expected });
  });

  it.each([
    [{ dryRun: 'All' }, 400, 'DeleteOptions.dryRun can\'t be "All"'],
    [{ dryRun: [1] }, 400, 'DeleteOptions.dryRun'],
    [{ preconditions: { uid: 7 } }, 400, 'DeleteOptions.preconditions.uid has to be a string'],
    [{ preconditions: 'u' }, 400, 'DeleteOptions.preconditions'],
    [{ orphanDependents: 'true' }, 400, 'DeleteOptions.orphanDependents'],
    [{ kind: 'ConfigMap' }, 400, 'DeleteOptions.kind'],
    [[], 400, 'has to be DeleteOptions'],
    [{ dryRun: ['Some'] }, 422, 'dryRun: Unsupported value'],
    [{ propagationPolicy: 'Sideways' }, 422, 'propagationPolicy: Unsupported value: "Sideways"'],
    [{ propagationPolicy: 'Orphan', orphanDependents: true }, 422, 'cannot be both set'],
  ])('%j are refused with %i', (body, code, words) => {
    expect(refusal(body)).toMatchObject({ code, message: expect.stringContaining(words) });
  });
});
