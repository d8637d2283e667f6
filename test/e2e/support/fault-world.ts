import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ClusterConfig,
  createKubernetesClient,
  type KubernetesClient,
  loadKubeconfig,
} from '@sluice/controller-runtime';
import { crdManifest, kinds, resourceOf } from '@sluice/kong-resources';
import { Backend } from './backend.ts';
import { SluiceProcess } from './sluice-process.ts';
import { newStateDir } from './sluice-up.ts';

const crds = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  namespaced: false,
};

/** Both servers as processes of their own, without an operator, and a client of the cluster. */
export interface FaultWorld {
  readonly cluster: ClusterConfig;
  readonly client: KubernetesClient;
  readonly konnect: { readonly url: string; readonly caFile: string; readonly tokenFile: string };
  /** The servers as a proxy reaches them. */
  readonly backends: { readonly cluster: Backend; readonly konnect: Backend };
  /** A certificate that clients of the control plane trust. */
  readonly tls: { readonly cert: string; readonly key: string };
  stop(): Promise<void>;
}

export async function startFaultWorld(): Promise<FaultWorld> {
  const stateDir = newStateDir();
  const flags = ['--state-dir', stateDir, '--port', '0'];
  const servers = [
    await SluiceProcess.start(['apiserver', ...flags], 1),
    await SluiceProcess.start(['control-plane', ...flags], 1),
  ] as const;
  const cluster = await loadKubeconfig({ path: join(stateDir, 'kubeconfig') });
  const client = createKubernetesClient(cluster, { userAgent: 'somebody' });
  await install(client);
  const file = (name: string) => join(stateDir, 'pki', name);
  const [caFile, tokenFile] = [file('ca.crt'), join(stateDir, 'control-plane-token')];
  const ca = readFileSync(caFile, 'utf8');
  const { cert, key } = cluster.credentials;
  const backends = {
    cluster: new Backend(cluster.server, {
      ca: cluster.ca ?? ca,
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    }),
    konnect: new Backend(servers[1].lastWord, { ca }),
  };
  return {
    cluster,
    client,
    konnect: { url: servers[1].lastWord, caFile, tokenFile },
    backends,
    tls: {
      cert: readFileSync(file('control-plane.crt'), 'utf8'),
      key: readFileSync(file('control-plane.key'), 'utf8'),
    },
    async stop() {
      await Promise.all([client.close(), backends.cluster.close(), backends.konnect.close()]);
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

/** Installs the kinds, and waits until each one is served. */
async function install(client: KubernetesClient): Promise<void> {
  for (const kind of kinds) await client.create(crds, crdManifest(kind));
  for (const kind of kinds) {
    for (let served = false; !served; ) {
      served = await client.list(resourceOf(kind)).then(
        () => true,
        () => false,
      );
    }
  }
}
