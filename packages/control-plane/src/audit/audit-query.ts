import { decodeOffset } from '../core-entities/entity-offset.ts';
import type { QueryParameters } from '../core-entities/list-query.ts';
import { parseUuid } from '../http/uuid.ts';
import type { InputProblem } from '../validation/input-problem.ts';

/** Which entries of the audit trail to answer, newest first. All conditions must hold. */
export interface AuditQuery {
  size: number;
  /** The last entry of the page before. */
  before: number | undefined;
  controlPlaneId: string | undefined;
  entityId: string | undefined;
  type: string | undefined;
  /** The id of a user or system account, or the name of a token. */
  actor: string | undefined;
  /** The first moment that counts, and the first that doesn't any more; in ISO 8601, UTC. */
  since: string | undefined;
  until: string | undefined;
}

/** The query, or what is wrong with the query string. */
export type AuditQueryResult = { ok: true; query: AuditQuery } | { ok: false; problems: InputProblem[] };

const DEFAULT_SIZE = 100;
const MAX_SIZE = 1000;
const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;
const KNOWN = ['size', 'offset', 'control_plane', 'entity', 'type', 'actor', 'since', 'until'];

/**
 * Reads the query string of the audit trail. A parameter that isn't known is refused rather than ignored: it would
 * answer more than was asked for.
 */
export function readAuditQuery(parameters: QueryParameters): AuditQueryResult {
  const problems: InputProblem[] = [];
  const wrong = (field: string, message: string): undefined => {
    problems.push({ field, message, reason: { kind: 'invalid' } });
  };
  for (const name of Object.keys(parameters)) {
    if (!KNOWN.includes(name)) {
      wrong(name, `unknown parameter; known are ${KNOWN.join(', ')}`);
    }
  }
  function read<Value>(name: string, parse: (text: string) => Value | undefined, rule: string) {
    const text = parameters[name];
    if (text === undefined || text === '') {
      return undefined;
    }
    return typeof text === 'string' ? (parse(text) ?? wrong(name, rule)) : wrong(name, 'must be given once');
  }
  const query: AuditQuery = {
    size: read('size', parseSize, `must be an integer between 1 and ${MAX_SIZE}`) ?? DEFAULT_SIZE,
    before: read('offset', decodeOffset, 'must be the offset that the page before answered'),
    controlPlaneId: read('control_plane', parseUuid, 'must be the id of a control plane'),
    entityId: read('entity', parseUuid, 'must be the id of an entity'),
    type: read('type', parseText, ''),
    actor: read('actor', parseText, ''),
    since: read('since', parseTime, 'must be a time like 2030-01-31T12:00:00Z'),
    until: read('until', parseTime, 'must be a time like 2030-01-31T12:00:00Z'),
  };
  return problems.length === 0 ? { ok: true, query } : { ok: false, problems };
}

function parseSize(text: string): number | undefined {
  const size = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return size >= 1 && size <= MAX_SIZE ? size : undefined;
}

function parseText(text: string): string {
  return text;
}

function parseTime(text: string): string | undefined {
  const ms = TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
