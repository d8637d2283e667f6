import type { Environment } from '@marcbachmann/cel-js';
import { spendText } from '../evaluation-budget.ts';
import { evaluationFailure } from '../evaluation-failure.ts';
import { define } from './define.ts';

/** Registers Kubernetes' functions on URLs: `url`, `isURL` and the getters of a URL's parts. */
export function registerUrls(env: Environment): void {
  env.registerType('kubernetes.URL', { ctor: ParsedUrl, fields: {} });
  env.registerOperator('kubernetes.URL == kubernetes.URL', (a: ParsedUrl, b: ParsedUrl) => a.text === b.text);
  define(env, {
    'url(string): kubernetes.URL': (text: string) => {
      const url = parseUrl(text);
      if (url) return url;
      throw evaluationFailure(
        `URL parse error during conversion from string: ${JSON.stringify(text)} is not a URL`,
      );
    },
    'isURL(string): bool': (text: string) => parseUrl(text) !== undefined,
    'kubernetes.URL.getScheme(): string': (url: ParsedUrl) => url.scheme,
    'kubernetes.URL.getHost(): string': (url: ParsedUrl) => url.host,
    'kubernetes.URL.getHostname(): string': (url: ParsedUrl) =>
      url.host.startsWith('[') ? url.host.slice(1, url.host.lastIndexOf(']')) : url.host.replace(/:\d*$/, ''),
    'kubernetes.URL.getPort(): string': (url: ParsedUrl) => /:(\d*)$/.exec(url.host)?.[1] ?? '',
    'kubernetes.URL.getEscapedPath(): string': (url: ParsedUrl) =>
      url.path.replaceAll(/[^A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]+/gu, encodeURIComponent),
    'kubernetes.URL.getQuery(): map<string, list<string>>': (url: ParsedUrl) => parseQuery(url.query),
  });
}

/** The parts of a URL as Go's net/url splits it: the scheme in lower case, the host with its port. */
class ParsedUrl {
  readonly text: string;
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;

  constructor(text: string, scheme: string, host: string, path: string, query: string) {
    this.text = text;
    this.scheme = scheme;
    this.host = host;
    this.path = path;
    this.query = query;
  }
}

/**
 * Takes what Go's url.ParseRequestURI takes: an absolute URI (an opaque one like `mailto:me`, too) or an absolute
 * path. JavaScript's own URL is of no use here: it mends what is wrong, and knows no bare paths.
 */
function parseUrl(text: string): ParsedUrl | undefined {
  spendText(text.length);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a URL must not have any.
  if (text === '' || /[\x00-\x1f\x7f]/.test(text)) return undefined;
  const [, scheme = '', afterScheme = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?([\s\S]*)$/.exec(text) ?? [];
  const [, beforeQuery = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(afterScheme) ?? [];
  const make = (host: string, path: string) => new ParsedUrl(text, scheme.toLowerCase(), host, path, query);
  if (!beforeQuery.startsWith('/')) return scheme === '' ? undefined : make('', '');

  const [, authority, path = ''] = (scheme === ''
    ? undefined
    : /^\/\/([^/]*)([\s\S]*)$/.exec(beforeQuery)) ?? ['', undefined, beforeQuery];
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) return undefined;
  if (authority === undefined) return make('', path);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return isHost(host) ? make(host, path) : undefined;
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) return /^\[[0-9A-Fa-f:.]+(%25[^\]]*)?\](:\d*)?$/.test(host);
  return /^[A-Za-z0-9\-_.~!$&'()*+,;=<>"\u0080-\uffff]*(:\d*)?$/.test(host);
}

function parseQuery(query: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(query)) {
    const known = values.get(key);
    if (known) known.push(value);
    else values.set(key, [value]);
  }
  return values;
}
