import { kongObjects } from './kong-objects.ts';
import { type OperatorWorld, startOperatorWorld } from './operator-world.ts';

/** Kinds as kubectl knows them. */
export const [planes, upstreams, targets, auths] = [
  'konnectgatewaycontrolplane',
  'kongupstream',
  'kongtarget',
  'konnectapiauthconfiguration',
];

/** A world with an API auth configuration `auth` and a control plane `plane`, and short words for what is done to it. */
export class Stage {
  #world: OperatorWorld | undefined;
  #planeId = '';

  /** The servers, once they are started. */
  get world(): OperatorWorld {
    if (!this.#world) throw new TypeError('the servers are not started yet');
    return this.#world;
  }

  /** The id of `plane` in Konnect. */
  get planeId(): string {
    return this.#planeId;
  }

  /** Starts the servers, with a sync period of two seconds. */
  async start(...flags: readonly string[]): Promise<void> {
    this.#world = await startOperatorWorld('--konnect-sync-period', '2s', '--no-leader-election', ...flags);
    const { konnect, token, kubectl } = this.#world;
    await this.apply(kongObjects.auth('auth', konnect.url, token), kongObjects.plane('plane'));
    await kubectl.programmed(planes, 'plane');
    this.#planeId = (await kubectl.get(planes, 'plane')).status?.id ?? '';
  }

  async stop(): Promise<void> {
    await this.#world?.stop();
  }

  apply(...objects: object[]): Promise<string> {
    return this.world.kubectl.apply(objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  }

  remove(kind: string, name: string): Promise<string> {
    return this.world.kubectl.ok(['delete', kind, name, '--timeout=60s']);
  }

  patch(kind: string, name: string, spec: object): Promise<string> {
    return this.world.kubectl.ok([
      ...['patch', kind, name, '--type=merge', '--patch'],
      JSON.stringify({ spec }),
    ]);
  }

  /** Writes an upstream into `plane` as somebody does who knows nothing of the cluster. */
  putUpstream(id: string, body: object): Promise<string> {
    return this.world.api.put(this.upstreamPath(id), body);
  }

  upstreamPath(id: string): string {
    return `/v2/control-planes/${this.#planeId}/core-entities/upstreams/${id}`;
  }
}
