import { isIPv4, isIPv6 } from 'node:net';

/** The port of a target that names none (Konnect contract). */
const DEFAULT_PORT = 8000;
const MAX_PORT = 65535;

/** RFC 1035's limits, and underscores, which service discovery uses; a final dot marks the name as complete. */
const HOST_NAME =
  /^(?=.{1,254}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$/;

/** A name that ends in a number can only be meant as an IPv4 address (WHATWG URL, "ends in a number"). */
const ENDS_IN_NUMBER = /(^|\.)\d+\.?$/;

/** A target's address in the API's normal form, or why it is none. */
export type TargetAddress = { ok: true; address: string } | { ok: false; reason: string };

/**
 * Brings a target's address into the form in which the API answers and compares it, so that two ways of writing an
 * address are one target: with a port, IPv6 in brackets and in full. `10.0.0.1` is `10.0.0.1:8000`; `::1` is
 * `[0000:0000:0000:0000:0000:0000:0000:0001]:8000`.
 */
export function parseTargetAddress(written: string): TargetAddress {
  if (isPlainIpv6(written)) {
    return { ok: true, address: `[${expandIpv6(written)}]:${DEFAULT_PORT}` };
  }
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/s.exec(written);
  if (bracketed) {
    const [, host = '', port] = bracketed;
    return isPlainIpv6(host)
      ? withPort(`[${expandIpv6(host)}]`, port)
      : { ok: false, reason: `'${host}' is not an IPv6 address` };
  }
  const [host = '', port, ...more] = written.split(':');
  if (more.length > 0) {
    return { ok: false, reason: `'${written}' is neither an IPv6 address nor a host with one port` };
  }
  const reason = problemWithHost(host);
  return reason === undefined ? withPort(host, port) : { ok: false, reason };
}

function withPort(host: string, port: string | undefined): TargetAddress {
  if (port === undefined) {
    return { ok: true, address: `${host}:${DEFAULT_PORT}` };
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > MAX_PORT) {
    return { ok: false, reason: `'${port}' is not a port between 0 and ${MAX_PORT}` };
  }
  return { ok: true, address: `${host}:${Number(port)}` };
}

function problemWithHost(host: string): string | undefined {
  if (ENDS_IN_NUMBER.test(host)) {
    return isIPv4(host) ? undefined : `'${host}' is not an IPv4 address`;
  }
  return HOST_NAME.test(host) ? undefined : `'${host}' is not a host name or IP address`;
}

/** An address with a zone (`fe80::1%eth0`) means something on one machine only, and a target is for others. */
function isPlainIpv6(address: string): boolean {
  return isIPv6(address) && !address.includes('%');
}

/** All eight groups with four digits each. `address` is a valid IPv6 address without a zone. */
function expandIpv6(address: string): string {
  const [head = '', tail] = withHexadecimalEnd(address.toLowerCase()).split('::');
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(':');
}

function groups(part: string): string[] {
  return part === '' ? [] : part.split(':');
}

/** `::ffff:10.0.0.1` as `::ffff:a00:1` (RFC 4291, section 2.2). */
function withHexadecimalEnd(address: string): string {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (dotted === null) {
    return address;
  }
  const [first = 0, second = 0, third = 0, fourth = 0] = dotted.slice(1).map(Number);
  const high = ((first << 8) | second).toString(16);
  const low = ((third << 8) | fourth).toString(16);
  return `${address.slice(0, dotted.index)}${high}:${low}`;
}
