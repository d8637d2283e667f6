import { randomInt } from 'node:crypto';
import type { UnknownObject } from '../../../schema/json-object.ts';
import type { StoredEntry } from '../../../storage/stored-entry.ts';
import { itemsOf, numberOf, textOf, textsOf } from '../read-part.ts';

/** The range of addresses that clusters made by kubeadm give to Services: 10.96.0.0/12; its first 64 Ki here. */
const ADDRESS_PREFIX = '10.96';
const ADDRESSES_PER_BYTE = 256;

/** The range of node ports (kube-apiserver `--service-node-port-range`). */
const FIRST_NODE_PORT = 30_000;
const LAST_NODE_PORT = 32_767;

/** How often a draw is repeated when what it gave is taken. */
const MAX_DRAWS = 100;

/** Gives Services the addresses and node ports that a cluster would give them. */
export class ServiceAddresses {
  readonly #services: () => Iterable<StoredEntry>;

  /** @param services those that are there, on their way to the disk included */
  constructor(services: () => Iterable<StoredEntry>) {
    this.#services = services;
  }

  /**
   * Completes a specification in place. What a Service has been given it keeps, as long as its type has a use for it
   * and it doesn't ask for something else.
   *
   * @param existing the specification as it was
   */
  assign(spec: UnknownObject, existing: UnknownObject | undefined): void {
    if (spec['type'] === 'ExternalName') {
      for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) delete spec[field];
    } else this.#assignAddress(spec, existing);
    this.#assignPorts(spec, existing);
  }

  #assignAddress(spec: UnknownObject, existing: UnknownObject | undefined): void {
    const given =
      textOf(spec['clusterIP']) || textsOf(spec['clusterIPs'])[0] || textOf(existing?.['clusterIP']);
    const address = given === '' ? this.#drawAddress() : given;
    spec['clusterIP'] = address;
    spec['clusterIPs'] ??= [address];
    spec['ipFamilyPolicy'] ??= 'SingleStack';
    spec['ipFamilies'] ??= [address.includes(':') ? 'IPv6' : 'IPv4'];
  }

  #assignPorts(spec: UnknownObject, existing: UnknownObject | undefined): void {
    const { type } = spec;
    const isBalanced = type === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false;
    const needsPorts = type === 'NodePort' || isBalanced;
    const before = itemsOf(existing?.['ports']);
    const own = new Set<number>();
    for (const port of itemsOf(spec['ports'])) {
      if (!needsPorts) {
        if (type === 'ClusterIP') delete port['nodePort'];
        continue;
      }
      const kept = before.find((one) => one['port'] === port['port'] && one['protocol'] === port['protocol']);
      port['nodePort'] ??= kept?.['nodePort'] ?? this.#drawPort(own);
      own.add(numberOf(port['nodePort']));
    }
  }

  #drawAddress(): string {
    for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
      const number = randomInt(1, ADDRESSES_PER_BYTE * ADDRESSES_PER_BYTE - 1);
      const address = `${ADDRESS_PREFIX}.${Math.floor(number / ADDRESSES_PER_BYTE)}.${number % ADDRESSES_PER_BYTE}`;
      if (!this.#isTaken(`"clusterIP":"${address}"`)) return address;
    }
    throw new Error('There is no free address left for a Service.');
  }

  #drawPort(own: ReadonlySet<number>): number {
    for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
      const port = randomInt(FIRST_NODE_PORT, LAST_NODE_PORT + 1);
      if (!own.has(port) && !this.#isTaken(`"nodePort":${port}`)) return port;
    }
    throw new Error('There is no free node port left for a Service.');
  }

  /** Looks for the text, which is much faster than parsing every Service. */
  #isTaken(text: string): boolean {
    for (const { json } of this.#services()) if (json.includes(text)) return true;
    return false;
  }
}
