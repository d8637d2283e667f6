import type { EntityObject } from '../entity/entity-object.ts';
import type { Planned } from './planning.ts';

/** What `Programmed` says where the API answered no, whatever the operation. */
const refusals = new Set(['FailedToCreate', 'FailedToUpdate', 'FailedToAdopt']);

/**
 * A create or update with what came of the last try, where that was refused and nothing of the spec has changed since. The
 * plan can't know what the API will say; that it said no to just this is what a person wants to know before a run.
 */
export function withLastRefusal(planned: Planned, { metadata, status }: EntityObject): Planned {
  if (planned === 'unchanged' || (planned.action !== 'create' && planned.action !== 'update')) return planned;
  const last = status?.conditions?.find(({ type }) => type === 'Programmed');
  if (last?.status !== 'False' || !refusals.has(last.reason)) return planned;
  if (last.observedGeneration !== metadata.generation) return planned;
  const message = `the last try failed: ${last.message}`;
  return { ...planned, message: planned.message === undefined ? message : `${planned.message}; ${message}` };
}
