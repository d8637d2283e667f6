import { BlockList, isIP } from 'node:net';

/**
 * The proxy to use for a server, from `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` in either case, or undefined
 * for a direct connection.
 *
 * Reads `NO_PROXY` as Go's programs do, since clusters are configured for those: host names that cover their
 * subdomains (with or without a leading dot or `*.`), IP addresses, CIDR ranges, an optional `:port`, `*` for
 * everything; loopback is never proxied.
 */
export function proxyFor(server: URL, env: NodeJS.ProcessEnv): string | undefined {
  const proxy = server.protocol === 'https:' ? variable(env, 'https_proxy') : variable(env, 'http_proxy');
  if (proxy === undefined) return undefined;
  const host = server.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const port = server.port === '' ? (server.protocol === 'https:' ? '443' : '80') : server.port;
  if (host === 'localhost' || isLoopback(host)) return undefined;
  const entries = (variable(env, 'no_proxy') ?? '').toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => entry !== '' && covers(entry, host, port)) ? undefined : proxy;
}

function variable(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return env[name.toUpperCase()] || env[name] || undefined;
}

function isLoopback(host: string): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return coversAddress(entry, host);
  const withPort = /^(?:\[(?<v6>.+)\]|(?<name>[^:]+)):(?<port>\d+)$/.exec(entry)?.groups;
  if (withPort?.['port'] !== undefined && withPort['port'] !== port) return false;
  const name = withPort?.['v6'] ?? withPort?.['name'] ?? entry.replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) !== 0 || isIP(host) !== 0) return name === host;
  const domain = name.replace(/^\*?\./, '');
  return host.endsWith(`.${domain}`) || (host === domain && domain === name);
}

function coversAddress(range: string, host: string): boolean {
  const family = isIP(host);
  const [base = '', prefix = ''] = range.split('/');
  if (family === 0 || isIP(base) !== family || !/^\d{1,3}$/.test(prefix)) return false;
  if (Number(prefix) > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(base, Number(prefix), type);
  return list.check(host, type);
}
