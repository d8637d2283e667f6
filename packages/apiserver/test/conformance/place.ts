import { randomBytes } from 'node:crypto';
import { KubeClient } from '../server/kube-client.ts';
import { eventually, expectStatus } from './expectations.ts';
import type { ClusterAccess } from './kubeconfig.ts';
import type { Feature, Release } from './topic.ts';
import { widgetCrd } from './widget.ts';

/** What cases hold objects by. They let go of them, and where they fail the end of the run does. */
export const FINALIZER = 'conformance.example.com/hold';

/** Where a topic's cases work: a namespace of their own, with the collections that they use. */
export interface Place {
  client: KubeClient;
  namespace: string;
  /** Path of the namespace's ConfigMaps: a built-in kind without a controller, on every cluster. */
  configMaps: string;
  /** Path of the namespace's Widgets: a custom resource with a bit of everything. */
  widgets: string;
  /** The API group of Widget, of this run alone. */
  group: string;
  /** A name that nothing else has. */
  fresh(prefix?: string): string;
  /** Removes something cluster-wide at the end, by its path. */
  cleanUp(path: string): void;
}

/** A server under test, whichever it is. */
export class ServerUnderTest {
  readonly client: KubeClient;
  readonly group = `conformance-${randomBytes(4).toString('hex')}.example.com`;
  readonly #paths: string[] = [];

  constructor({ url, ca, cert, key, token, insecure }: ClusterAccess) {
    this.client = new KubeClient(
      url,
      { ca, cert, key, rejectUnauthorized: insecure !== true },
      token === undefined ? {} : { authorization: `Bearer ${token}` },
    );
  }

  /** Installs the CRD of Widget, and waits until it is served. */
  async prepare(): Promise<void> {
    const crd = widgetCrd(this.group);
    const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    expectStatus(await this.client.create(crds, crd), 201);
    this.#paths.push(`${crds}/${crd.metadata.name}`);
    await eventually(async () => (await this.client.get(`/apis/${this.group}/v1/widgets`)).status === 200);
  }

  /** Whether the server has what not all have. */
  async has(feature: Feature): Promise<boolean> {
    const probes: Record<Feature, string> = {
      'watch-list':
        '/api/v1/namespaces?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan' +
        '&allowWatchBookmarks=true&timeoutSeconds=1',
    };
    const { status } = await this.client.get(probes[feature]);
    return status === 200;
  }

  /** Whether the server is of a release of Kubernetes, or of a later one. */
  async isSince(release: Release): Promise<boolean> {
    const { object } = await this.client.get('/version');
    const minor = Number.parseInt(String(object['minor']), 10);
    return minor >= Number(release.slice('1.'.length));
  }

  /** A namespace for a topic. */
  async place(): Promise<Place> {
    const namespace = fresh('conformance');
    const path = '/api/v1/namespaces';
    expectStatus(
      await this.client.create(path, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }),
      201,
    );
    this.#paths.push(`${path}/${namespace}`);
    return {
      client: this.client,
      namespace,
      configMaps: `${path}/${namespace}/configmaps`,
      widgets: `/apis/${this.group}/v1/namespaces/${namespace}/widgets`,
      group: this.group,
      fresh,
      cleanUp: (added) => this.#paths.push(added),
    };
  }

  /**
   * Removes everything that the cases have made. Finalizers go first: those of a case that has failed would keep its
   * namespace for ever.
   */
  async close(): Promise<void> {
    try {
      for (const path of this.#paths) if (path.startsWith('/api/v1/namespaces/')) await this.#release(path);
      for (const path of this.#paths.toReversed()) {
        const { status } = await this.client.delete(path);
        if (status >= 300 && status !== 404 && status !== 409)
          throw new Error(`${path} could not be removed: ${status}`);
      }
    } finally {
      this.client.close();
    }
  }

  /** Lets go of what the cases hold in a namespace by their finalizers. */
  async #release(namespace: string): Promise<void> {
    const widgets = namespace.replace('/api/v1/', `/apis/${this.group}/v1/`);
    for (const collection of [`${namespace}/configmaps`, `${widgets}/widgets`]) {
      const { status, list } = await this.client.get(collection);
      if (status !== 200) continue;
      for (const { metadata } of list.items) {
        const { name, finalizers = [] } = metadata;
        const left = finalizers.filter((one) => one !== FINALIZER);
        if (left.length === finalizers.length) continue;
        await this.client.patch(`${collection}/${name}`, { metadata: { finalizers: left } });
      }
    }
  }
}

function fresh(prefix = 'a'): string {
  return `${prefix}-${randomBytes(4).toString('hex')}`;
}
