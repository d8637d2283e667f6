import type { Environment } from '@marcbachmann/cel-js';
import { evaluationFailure } from '../evaluation-failure.ts';
import { define } from './define.ts';
import { IpAddress, parseIpAddress } from './ip-address.ts';

/** Registers Kubernetes' functions on IP addresses and networks: `ip`, `isIP`, `cidr`, `isCIDR` and their methods. */
export function registerIpAddresses(env: Environment): void {
  class IpNamespace {}
  env.registerType('net.IP', { ctor: IpAddress, fields: {} });
  env.registerType('net.CIDR', { ctor: Network, fields: {} });
  env.registerType('net.IPNamespace', IpNamespace);
  env.registerConstant('ip', 'net.IPNamespace', new IpNamespace());
  env.registerOperator('net.IP == net.IP', (a: IpAddress, b: IpAddress) => a.equals(b));
  env.registerOperator('net.CIDR == net.CIDR', (a: Network, b: Network) => a.equals(b));
  define(env, {
    'ip(string): net.IP': toAddress,
    'isIP(string): bool': (text: string) => parseIpAddress(text) !== undefined,
    'net.IPNamespace.isCanonical(string): bool': (_: unknown, text: string) =>
      toAddress(text).toString() === text,
    'string(net.IP): string': (address: IpAddress) => address.toString(),
    'net.IP.family(): int': (address: IpAddress) => BigInt(address.family),
    'net.IP.isUnspecified(): bool': (address: IpAddress) => address.value === 0n,
    'net.IP.isLoopback(): bool': isLoopback,
    'net.IP.isLinkLocalMulticast(): bool': (address: IpAddress) =>
      isInAny(address, ['224.0.0.0/24', 'ff02::/16']),
    'net.IP.isLinkLocalUnicast(): bool': isLinkLocalUnicast,
    'net.IP.isGlobalUnicast(): bool': isGlobalUnicast,
    'cidr(string): net.CIDR': toNetwork,
    'isCIDR(string): bool': (text: string) => parseNetwork(text) !== undefined,
    'string(net.CIDR): string': (network: Network) => network.toString(),
    'net.CIDR.containsIP(string): bool': (network: Network, text: string) =>
      network.contains(toAddress(text)),
    'net.CIDR.containsIP(net.IP): bool': (network: Network, address: IpAddress) => network.contains(address),
    'net.CIDR.containsCIDR(string): bool': (network: Network, text: string) =>
      network.covers(toNetwork(text)),
    'net.CIDR.containsCIDR(net.CIDR): bool': (network: Network, other: Network) => network.covers(other),
    'net.CIDR.ip(): net.IP': (network: Network) => network.address,
    'net.CIDR.masked(): net.CIDR': (network: Network) =>
      new Network(network.address.mask(network.prefixLength), network.prefixLength),
    'net.CIDR.prefixLength(): int': (network: Network) => BigInt(network.prefixLength),
  });
}

/** An address and the number of its bits that belong to the network. */
class Network {
  readonly address: IpAddress;
  readonly prefixLength: number;

  constructor(address: IpAddress, prefixLength: number) {
    this.address = address;
    this.prefixLength = prefixLength;
  }

  contains(address: IpAddress): boolean {
    return address.isIn(this.address, this.prefixLength);
  }

  covers(other: Network): boolean {
    return other.prefixLength >= this.prefixLength && this.contains(other.address);
  }

  equals(other: Network): boolean {
    return this.address.equals(other.address) && this.prefixLength === other.prefixLength;
  }

  toString(): string {
    return `${this.address}/${this.prefixLength}`;
  }
}

function parseNetwork(text: string): Network | undefined {
  const [, addressText = '', length = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const address = parseIpAddress(addressText);
  return address && Number(length) <= address.bits ? new Network(address, Number(length)) : undefined;
}

function toAddress(text: string): IpAddress {
  const address = parseIpAddress(text);
  if (address) return address;
  throw evaluationFailure(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
}

function toNetwork(text: string): Network {
  const network = parseNetwork(text);
  if (network) return network;
  throw evaluationFailure(
    `network address parse error during conversion from string: ${JSON.stringify(text)}`,
  );
}

function isInAny(address: IpAddress, networks: readonly string[]): boolean {
  return networks.some((network) => toNetwork(network).contains(address));
}

function isLoopback(address: IpAddress): boolean {
  return isInAny(address, ['127.0.0.0/8', '::1/128']);
}

function isLinkLocalUnicast(address: IpAddress): boolean {
  return isInAny(address, ['169.254.0.0/16', 'fe80::/10']);
}

function isGlobalUnicast(address: IpAddress): boolean {
  if (address.value === 0n || isLoopback(address) || isLinkLocalUnicast(address)) return false;
  return !isInAny(address, ['224.0.0.0/4', 'ff00::/8', '255.255.255.255/32']);
}
