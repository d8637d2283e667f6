import { isIPv4, isIPv6 } from 'node:net';

/** An IP address as a number of 32 or 128 bits, with its canonical text (RFC 5952). */
export class IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;

  constructor(family: 4 | 6, value: bigint) {
    this.family = family;
    this.value = value;
  }

  get bits(): number {
    return this.family === 4 ? 32 : 128;
  }

  /** The network part: the first `prefixLength` bits, the others 0. */
  mask(prefixLength: number): IpAddress {
    const hostBits = BigInt(this.bits - prefixLength);
    return new IpAddress(this.family, (this.value >> hostBits) << hostBits);
  }

  equals(other: IpAddress): boolean {
    return this.family === other.family && this.value === other.value;
  }

  /** Whether the first bits are those of `network`. */
  isIn(network: IpAddress, prefixLength: number): boolean {
    return this.family === network.family && this.mask(prefixLength).equals(network.mask(prefixLength));
  }

  toString(): string {
    if (this.family === 4) return [24n, 16n, 8n, 0n].map((shift) => (this.value >> shift) & 0xffn).join('.');
    const groups = Array.from(
      { length: 8 },
      (_, index) => (this.value >> BigInt(112 - 16 * index)) & 0xffffn,
    );
    return new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]/`).hostname.slice(1, -1);
  }
}

/** Undefined for what Kubernetes doesn't take: zones, IPv4-mapped IPv6 addresses, leading zeros in IPv4. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (isIPv4(text)) return new IpAddress(4, fromBytes(text.split('.').map(Number), 8n));
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [head = '', tail] = new URL(`http://[${text}]/`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
  const address = new IpAddress(6, fromBytes(groups, 16n));
  return address.value >> 32n === 0xffffn ? undefined : address;
}

function fromBytes(parts: readonly number[], bitsPerPart: bigint): bigint {
  return parts.reduce((value, part) => (value << bitsPerPart) | BigInt(part), 0n);
}
