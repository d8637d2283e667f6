import type { ClusterConfig, ClusterCredentials } from './cluster-config.ts';
import {
  contentField,
  type Kubeconfig,
  type KubeconfigSection,
  pathField,
  stringField,
} from './kubeconfig.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import { pluginCredentials } from './plugin-credentials.ts';

/**
 * What a context of a kubeconfig leads to. Credentials that a program (`exec`) or an identity provider
 * (`auth-provider`) makes need an optional library, which is loaded for them alone.
 */
export async function kubeconfigCluster(
  kubeconfig: Kubeconfig,
  contextName: string | undefined,
): Promise<ClusterConfig> {
  const name = contextName ?? kubeconfig.currentContext;
  const files = kubeconfig.files.join(', ');
  if (name === undefined) {
    throw new KubeconfigError(`${files} has no current-context: name a context, or set one there`);
  }
  const context = find(kubeconfig.contexts, name, 'context', files);
  const clusterName = required(context, 'cluster');
  const cluster = find(kubeconfig.clusters, clusterName, 'cluster', files);
  const server = serverOf(cluster);
  const userName = stringField(context, 'user');
  const user = userName === undefined ? undefined : find(kubeconfig.users, userName, 'user', files);
  const ca = await contentField(cluster, 'certificate-authority');
  const tlsServerName = stringField(cluster, 'tls-server-name');
  const proxyUrl = stringField(cluster, 'proxy-url');
  return {
    server,
    namespace: stringField(context, 'namespace') ?? 'default',
    source: `context ${name} of ${context.file}`,
    ...(ca === undefined ? {} : { ca }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
    ...(cluster.content['insecure-skip-tls-verify'] === true ? { insecureSkipTlsVerify: true } : {}),
    credentials: user === undefined ? {} : await credentialsOf(user, cluster),
  };
}

async function credentialsOf(
  user: KubeconfigSection,
  cluster: KubeconfigSection,
): Promise<ClusterCredentials> {
  if (user.content['exec'] !== undefined || user.content['auth-provider'] !== undefined) {
    return pluginCredentials(user, cluster);
  }
  const cert = await contentField(user, 'client-certificate');
  const key = await contentField(user, 'client-key');
  if ((cert === undefined) !== (key === undefined)) {
    throw new KubeconfigError(
      `${user.file}: user ${user.name} needs both client-certificate and client-key, or neither`,
      { path: user.file },
    );
  }
  const token = stringField(user, 'token');
  const tokenFile = pathField(user, 'tokenFile');
  const username = stringField(user, 'username');
  return {
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    // The file wins, since it is what gets rotated.
    ...(tokenFile !== undefined ? { tokenFile } : token !== undefined ? { token } : {}),
    ...(username === undefined ? {} : { basic: { username, password: stringField(user, 'password') ?? '' } }),
  };
}

function serverOf(cluster: KubeconfigSection): string {
  const server = required(cluster, 'server');
  if (!URL.canParse(server)) {
    throw new KubeconfigError(`${cluster.file}: server of cluster ${cluster.name} is no URL`, {
      path: cluster.file,
    });
  }
  return server.replace(/\/+$/, '');
}

function required(section: KubeconfigSection, field: string): string {
  const value = stringField(section, field);
  if (value !== undefined) return value;
  throw new KubeconfigError(`${section.file}: ${section.name} has no ${field}`, { path: section.file });
}

function find(
  sections: readonly KubeconfigSection[],
  name: string,
  what: string,
  files: string,
): KubeconfigSection {
  const section = sections.find((candidate) => candidate.name === name);
  if (section !== undefined) return section;
  const known = sections.map((candidate) => candidate.name).join(', ') || 'none';
  throw new KubeconfigError(`${files} has no ${what} called ${name}; there is: ${known}`);
}
