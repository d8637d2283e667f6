import { isIPv4, isIPv6 } from 'node:net';

/** The address as it is stored, or why it isn't one. */
export type TargetAddressResult = { ok: true; address: string } | { ok: false; message: string };

const DEFAULT_PORT = 8000;
const MAX_PORT = 65535;

/** RFC 1035's limits, and underscores, which service discovery uses. */
const HOST_NAME =
  /^(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$/;

/** A name that ends in a number can only be meant as an IPv4 address (WHATWG URL, "ends in a number"). */
const ENDS_IN_NUMBER = /(^|\.)\d+\.?$/;

/**
 * Brings the address of a target into the one form in which it is stored, so that two ways of writing the same
 * address are the same target: always with a port, IPv6 in brackets and in full with leading zeros.
 */
export function normalizeTargetAddress(input: string): TargetAddressResult {
  const parts = split(input);
  const host = parts && normalizeHost(parts.host);
  if (parts === undefined || host === undefined) {
    return {
      ok: false,
      message: `'${input}' is not a valid target: not a host name or IP address with an optional port`,
    };
  }
  const port = parts.port === undefined ? DEFAULT_PORT : parsePort(parts.port);
  if (port === undefined) {
    return {
      ok: false,
      message: `'${input}' is not a valid target: the port must be between 0 and ${MAX_PORT}`,
    };
  }
  return { ok: true, address: `${host}:${port}` };
}

interface HostAndPort {
  host: string;
  port: string | undefined;
}

function split(input: string): HostAndPort | undefined {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/s.exec(input);
  if (bracketed) {
    const host = bracketed[1] ?? '';
    return isIPv6(host) ? { host, port: bracketed[2] } : undefined;
  }
  if (isIPv6(input)) {
    return { host: input, port: undefined };
  }
  const [host = '', port, ...rest] = input.split(':');
  return rest.length === 0 ? { host, port } : undefined;
}

function normalizeHost(host: string): string | undefined {
  if (isIPv6(host)) {
    return host.includes('%') ? undefined : `[${expandIpv6(host)}]`;
  }
  if (ENDS_IN_NUMBER.test(host)) {
    return isIPv4(host) ? host : undefined;
  }
  return HOST_NAME.test(host) ? host : undefined;
}

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= MAX_PORT ? port : undefined;
}

/** Writes all eight groups with four digits each. The input is a valid IPv6 address without a zone. */
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

/** An address may end in IPv4's notation (`::ffff:10.0.0.1`); this writes those four bytes as two groups. */
function withHexadecimalEnd(address: string): string {
  const ipv4 = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (ipv4 === null) {
    return address;
  }
  const [first = 0, second = 0, third = 0, fourth = 0] = ipv4.slice(1).map(Number);
  const high = ((first << 8) | second).toString(16);
  const low = ((third << 8) | fourth).toString(16);
  return `${address.slice(0, ipv4.index)}${high}:${low}`;
}
