import { isIPv4, isIPv6 } from 'node:net';

/** The port of a target that names none (Konnect contract). */
const DEFAULT_PORT = 8000;
const MAX_PORT = 65535;
const MAX_HOST_NAME_LENGTH = 253;

/** A target's address in the API's normal form, or why it is none. */
export type TargetAddress = { ok: true; address: string } | { ok: false; reason: string };

/**
 * Brings a target's address into the form in which the API answers and compares it: with a port, IPv6 in brackets
 * and in full. `10.0.0.1` is `10.0.0.1:8000`; `::1` is `[0000:0000:0000:0000:0000:0000:0000:0001]:8000`.
 */
export function parseTargetAddress(written: string): TargetAddress {
  if (isIPv6(written)) return { ok: true, address: `[${expandIPv6(written)}]:${DEFAULT_PORT}` };
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(written);
  if (bracketed) {
    const [, host = '', port] = bracketed;
    return isIPv6(host)
      ? withPort(`[${expandIPv6(host)}]`, port)
      : { ok: false, reason: `'${host}' is not an IPv6 address` };
  }
  const [host = '', port, ...more] = written.split(':');
  if (more.length > 0) return { ok: false, reason: `'${written}' has more than one port` };
  const wrong = problemWithHost(host);
  return wrong ? { ok: false, reason: wrong } : withPort(host, port);
}

function withPort(host: string, port: string | undefined): TargetAddress {
  if (port === undefined) return { ok: true, address: `${host}:${DEFAULT_PORT}` };
  if (!/^\d{1,5}$/.test(port) || Number(port) > MAX_PORT) {
    return { ok: false, reason: `'${port}' is not a port between 0 and ${MAX_PORT}` };
  }
  return { ok: true, address: `${host}:${Number(port)}` };
}

function problemWithHost(host: string): string | undefined {
  if (isIPv4(host)) return undefined;
  // What is made of digits and dots alone was meant as an address, and no resolver would take it for a name.
  if (/^[\d.]+$/.test(host)) return `'${host}' is not an IPv4 address`;
  const isName =
    host.length <= MAX_HOST_NAME_LENGTH &&
    host.split('.').every((label) => /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/.test(label));
  return isName ? undefined : `'${host}' is not a host name`;
}

/** All eight groups with four digits each. `address` is a valid IPv6 address; a zone is not part of it. */
function expandIPv6(address: string): string {
  const [plain = ''] = address.toLowerCase().split('%');
  const [head = '', tail] = withHexTail(plain).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(':');
}

/** `::ffff:10.0.0.1` as `::ffff:a00:1` (RFC 4291, section 2.2). */
function withHexTail(address: string): string {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (!dotted) return address;
  const [a = 0, b = 0, c = 0, d = 0] = dotted.slice(1).map(Number);
  return `${address.slice(0, dotted.index)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
