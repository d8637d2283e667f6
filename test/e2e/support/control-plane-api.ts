import { getJson, writeJson } from './https-json.ts';
import type { ReadyEvent } from './sluice-up.ts';

/** An entity as far as the tests look at it. */
export interface Entity {
  readonly id: string;
  readonly name?: string;
  readonly target?: string;
  readonly slots?: number;
  readonly weight?: number;
  readonly tags?: string[];
  readonly upstream?: { readonly id: string };
}

/** A control plane as far as the tests look at it. */
export interface ControlPlane {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Where it listens, and the files with what is needed to ask. */
type Server = Pick<ReadyEvent['controlPlane'], 'url' | 'caFile' | 'tokenFile'>;

/** Reads the local control plane's API with the token of the state folder. */
export class ControlPlaneApi {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  get(path: string) {
    return getJson(`${this.#server.url}${path}`, this.#server);
  }

  /** Writes past Kubernetes, as somebody does who changes things by hand. */
  put(path: string, body: object): Promise<string> {
    return writeJson('PUT', `${this.#server.url}${path}`, this.#server, body);
  }

  patch(path: string, body: object): Promise<string> {
    return writeJson('PATCH', `${this.#server.url}${path}`, this.#server, body);
  }

  post(path: string, body: object): Promise<string> {
    return writeJson('POST', `${this.#server.url}${path}`, this.#server, body);
  }

  delete(path: string): Promise<string> {
    return writeJson('DELETE', `${this.#server.url}${path}`, this.#server);
  }

  /** The id of the control plane of that name; undefined when there is none. */
  async controlPlaneId(name: string): Promise<string | undefined> {
    const { data } = await this.get(`/v2/control-planes?filter[name][eq]=${encodeURIComponent(name)}`);
    return data[0]?.id;
  }

  /** The control planes that carry the marks of objects of that namespace. */
  async controlPlanesOf(namespace: string): Promise<ControlPlane[]> {
    const labels = encodeURIComponent(`k8s-namespace:${namespace}`);
    return (await this.get(`/v2/control-planes?labels=${labels}&page[size]=100`)).data;
  }

  /** Every entity of a collection of the control plane of that name. */
  async entities(controlPlane: string, collection: 'upstreams' | 'targets'): Promise<Entity[]> {
    const id = await this.controlPlaneId(controlPlane);
    const { data } = await this.get(`/v2/control-planes/${id}/core-entities/${collection}?size=1000`);
    return data;
  }
}
