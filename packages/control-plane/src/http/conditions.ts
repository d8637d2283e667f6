import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Whether what is stored (its answer as JSON; undefined where there is nothing) is what a request asks for. */
export type Precondition = (stored: string | undefined) => boolean;

/** The strong entity tag (RFC 9110, section 8.8.3) of an answer: the same bytes have the same tag, others another. */
export function entityTag(json: string): string {
  return `"${hash('sha256', json, 'base64url').slice(0, 27)}"`;
}

/** Whether a GET is answered with 304, because the client has this answer already (section 13.1.2). */
export function isUnmodified(headers: IncomingHttpHeaders, tag: string): boolean {
  const wanted = headers['if-none-match'];
  return (
    wanted !== undefined && (wanted.trim() === '*' || tagsOf(wanted).some((other) => sameWeakly(other, tag)))
  );
}

/**
 * What `If-Match` and `If-None-Match` ask of the state that a write meets (sections 13.1.1 and 13.1.2); undefined where
 * they ask nothing. It has to be checked in the transaction of the write.
 */
export function writePrecondition(headers: IncomingHttpHeaders): Precondition | undefined {
  const { 'if-match': wanted, 'if-none-match': unwanted } = headers;
  if (wanted === undefined && unwanted === undefined) {
    return undefined;
  }
  return (stored) => {
    const tag = stored === undefined ? undefined : entityTag(stored);
    const matches = wanted === undefined || (tag !== undefined && isAmong(wanted, tag, sameStrongly));
    const collides = unwanted !== undefined && tag !== undefined && isAmong(unwanted, tag, sameWeakly);
    return matches && !collides;
  };
}

function isAmong(list: string, tag: string, same: (one: string, other: string) => boolean): boolean {
  return list.trim() === '*' || tagsOf(list).some((other) => same(other, tag));
}

function tagsOf(list: string): string[] {
  return list.match(/(W\/)?"[^"]*"/g) ?? [];
}

function sameStrongly(one: string, other: string): boolean {
  return one === other;
}

function sameWeakly(one: string, other: string): boolean {
  return one.replace(/^W\//, '') === other;
}
