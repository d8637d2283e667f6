import type { EntityFields } from '../core-entities/entity-descriptor.ts';

/** Where a hash source takes its argument from, as `hash_on` and as `hash_fallback`. */
const ARGUMENTS: Readonly<Record<string, { primary: string; fallback: string }>> = {
  header: { primary: 'hash_on_header', fallback: 'hash_fallback_header' },
  cookie: { primary: 'hash_on_cookie', fallback: 'hash_on_cookie' },
  query_arg: { primary: 'hash_on_query_arg', fallback: 'hash_fallback_query_arg' },
  uri_capture: { primary: 'hash_on_uri_capture', fallback: 'hash_fallback_uri_capture' },
};

/** Sources that may be used twice, with different arguments. */
const REPEATABLE = new Set(['header', 'query_arg', 'uri_capture']);

/**
 * The rules of an upstream that concern more than one field, each broken one as a sentence. The upstream has its
 * defaults already.
 */
export function brokenUpstreamRules(upstream: EntityFields): string[] {
  return [...missingArguments(upstream), ...fallbackConflicts(upstream), ...stickySessions(upstream)];
}

function missingArguments(upstream: EntityFields): string[] {
  const primary = ARGUMENTS[String(upstream.hash_on)]?.primary;
  const fallback = ARGUMENTS[String(upstream.hash_fallback)]?.fallback;
  const broken: string[] = [];
  if (primary !== undefined && upstream[primary] === undefined) {
    broken.push(`'${primary}' is required when 'hash_on' is '${upstream.hash_on}'`);
  }
  if (fallback !== undefined && upstream[fallback] === undefined) {
    broken.push(`'${fallback}' is required when 'hash_fallback' is '${upstream.hash_fallback}'`);
  }
  return broken;
}

function fallbackConflicts(upstream: EntityFields): string[] {
  const { hash_on: source, hash_fallback: fallback } = upstream;
  if (fallback === 'none') {
    return [];
  }
  if (source === 'none' || source === 'cookie') {
    return [`'hash_fallback' must be 'none' when 'hash_on' is '${source}'`];
  }
  if (source !== fallback) {
    return [];
  }
  const names = ARGUMENTS[String(source)];
  if (names === undefined || !REPEATABLE.has(String(source))) {
    return [`'hash_fallback' must differ from 'hash_on', but both are '${source}'`];
  }
  return sameArgument(String(source), upstream[names.primary], upstream[names.fallback])
    ? [`'${names.fallback}' must differ from '${names.primary}'`]
    : [];
}

/** Names of headers are the same in small and in capital letters (RFC 9110, section 5.1). */
function sameArgument(source: string, first: unknown, second: unknown): boolean {
  if (first === undefined || second === undefined) {
    return false;
  }
  return source === 'header'
    ? String(first).toLowerCase() === String(second).toLowerCase()
    : first === second;
}

function stickySessions(upstream: EntityFields): string[] {
  return upstream.algorithm === 'sticky-sessions' && upstream.sticky_sessions_cookie === undefined
    ? ["'sticky_sessions_cookie' is required when 'algorithm' is 'sticky-sessions'"]
    : [];
}
