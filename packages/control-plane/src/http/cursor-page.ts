import type { InputProblem } from '../validation/input-problem.ts';
import { parseUuid } from './uuid.ts';

/** Which page of a list to answer whose pages are asked for by `page[size]` and `page[after]`. */
export interface CursorPage {
  size: number;
  /** The id of the last one of the page before. */
  after: string | undefined;
}

/** The page, or what is wrong with the query string. */
export type CursorPageResult = { ok: true; page: CursorPage } | { ok: false; problems: InputProblem[] };

const DEFAULT_SIZE = 10;
const MAX_SIZE = 100;

/** Reads `page[size]` and `page[after]`. A parameter without a value counts as not given. */
export function readCursorPage(query: unknown): CursorPageResult {
  const parameters = query as Readonly<Record<string, string | string[] | undefined>>;
  const problems: InputProblem[] = [];
  const read = <Value>(name: string, parse: (text: string) => Value | undefined, rule: string) => {
    const text = parameters[name];
    if (text === undefined || text === '') {
      return undefined;
    }
    const value = typeof text === 'string' ? parse(text) : undefined;
    if (value === undefined) {
      problems.push({ field: name, message: rule, reason: { kind: 'invalid' } });
    }
    return value;
  };
  const size = read('page[size]', parseSize, `must be an integer between 1 and ${MAX_SIZE}`) ?? DEFAULT_SIZE;
  const after = read('page[after]', decodeCursor, 'must be what the page before answered');
  return problems.length === 0 ? { ok: true, page: { size, after } } : { ok: false, problems };
}

/** The opaque `page[after]` of the page after the one that ended with this id. */
export function encodeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function decodeCursor(text: string): string | undefined {
  return parseUuid(Buffer.from(text, 'base64url').toString('latin1'));
}

function parseSize(text: string): number | undefined {
  const size = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return size >= 1 && size <= MAX_SIZE ? size : undefined;
}
