import { access, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ClusterConfig } from './cluster-config.ts';
import { inClusterConfig, isInCluster, serviceAccountFolder } from './in-cluster.ts';
import { readKubeconfig } from './kubeconfig.ts';
import { kubeconfigCluster } from './kubeconfig-cluster.ts';
import { KubeconfigError } from './kubeconfig-error.ts';

export interface LoadKubeconfigOptions {
  /** A server given by flags; then no kubeconfig is looked for. */
  readonly explicit?: ExplicitCluster | undefined;
  /** The kubeconfig file of a flag. */
  readonly path?: string | undefined;
  /** The context to use; the kubeconfig's current one unless given. */
  readonly context?: string | undefined;
  /** True: nothing but the pod's service account. */
  readonly inCluster?: boolean | undefined;
  /** The process's environment unless given: `KUBECONFIG`, `KUBERNETES_SERVICE_HOST`, `KUBERNETES_SERVICE_PORT`. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** The user's home folder unless given. */
  readonly home?: string | undefined;
  /** Where the service account is mounted; the kubelet's folder unless given. */
  readonly serviceAccountFolder?: string | undefined;
}

/** Flags that name a server directly. */
export interface ExplicitCluster {
  readonly server: string;
  readonly caFile?: string | undefined;
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly namespace?: string | undefined;
}

/**
 * Finds the API server and the credentials. The first of these that is there decides: an explicit server,
 * `inCluster`, `path`, `KUBECONFIG` (several files may be listed; missing ones are skipped), `~/.kube/config`,
 * the pod's service account.
 *
 * Throws `KubeconfigError`, whose message names the file and field at fault.
 */
export async function loadKubeconfig(options: LoadKubeconfigOptions = {}): Promise<ClusterConfig> {
  const env = options.env ?? process.env;
  const folder = options.serviceAccountFolder ?? serviceAccountFolder;
  if (options.explicit !== undefined) return explicitConfig(options.explicit);
  if (options.inCluster === true) return inClusterConfig(env, folder);
  const files = await kubeconfigFiles(options, env);
  if (files.length > 0) return kubeconfigCluster(await readKubeconfig(files), options.context);
  if (isInCluster(env)) return inClusterConfig(env, folder);
  throw new KubeconfigError('no Kubernetes cluster: give --kubeconfig, set KUBECONFIG, or run in a pod');
}

async function kubeconfigFiles(options: LoadKubeconfigOptions, env: NodeJS.ProcessEnv): Promise<string[]> {
  if (options.path !== undefined) return [options.path];
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) {
    const present = await filterPresent(listed);
    if (present.length > 0) return present;
    throw new KubeconfigError(`KUBECONFIG names no file that exists: ${listed.join(', ')}`);
  }
  return filterPresent([join(options.home ?? homedir(), '.kube', 'config')]);
}

async function filterPresent(files: readonly string[]): Promise<string[]> {
  const present = await Promise.all(
    files.map((file) =>
      access(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return files.filter((_, index) => present[index]);
}

async function explicitConfig(flags: ExplicitCluster): Promise<ClusterConfig> {
  if (!URL.canParse(flags.server)) {
    throw new KubeconfigError(`the Kubernetes server ${JSON.stringify(flags.server)} is no URL`);
  }
  if ((flags.certFile === undefined) !== (flags.keyFile === undefined)) {
    throw new KubeconfigError(
      'a client certificate needs its key, and a key its certificate: give both files',
    );
  }
  const ca = await readFlagFile(flags.caFile, 'certificate authority');
  const cert = await readFlagFile(flags.certFile, 'client certificate');
  const key = await readFlagFile(flags.keyFile, 'client key');
  return {
    server: flags.server.replace(/\/+$/, ''),
    namespace: flags.namespace ?? 'default',
    source: 'flags',
    ...(ca === undefined ? {} : { ca }),
    credentials: {
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(flags.tokenFile !== undefined
        ? { tokenFile: flags.tokenFile }
        : flags.token !== undefined
          ? { token: flags.token }
          : {}),
    },
  };
}

async function readFlagFile(path: string | undefined, what: string): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new KubeconfigError(`cannot read ${path}, the ${what}`, { path, cause });
  }
}
