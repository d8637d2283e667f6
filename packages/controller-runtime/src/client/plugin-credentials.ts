import type { RequestOptions } from 'node:https';
import type { ClusterCredentials, CredentialPlugin } from './cluster-config.ts';
import { type KubeconfigSection, stringField } from './kubeconfig.ts';
import { KubeconfigError } from './kubeconfig-error.ts';

/** What a plugin gave: a header, a client certificate, or both. */
interface PluginAnswer {
  readonly header: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

type AskPlugin = () => Promise<PluginAnswer>;

/** An answer is asked for again this often; the library itself keeps it for as long as it says it lives. */
const maxAgeMs = 30_000;

/**
 * Credentials of a user whose kubeconfig names a program (`exec`) or an identity provider (`auth-provider`).
 *
 * `@kubernetes/client-node` knows how to ask those. It costs 85 MiB of memory and half a second to load, so it is
 * an optional peer dependency, imported here only. The plugin is asked once at once, so that a broken one is
 * seen at the start; a client certificate that it makes is used for the life of the process.
 */
export async function pluginCredentials(
  user: KubeconfigSection,
  cluster: KubeconfigSection,
): Promise<ClusterCredentials> {
  const plugin = new CachedPlugin(await loadPlugin(user, cluster));
  let first: PluginAnswer;
  try {
    first = await plugin.answer();
  } catch (cause) {
    const message = `${user.file}: the credential plugin of user ${user.name} failed`;
    throw new KubeconfigError(message, { path: user.file, cause });
  }
  const { header, cert, key } = first;
  if (header === undefined && cert === undefined) {
    throw new KubeconfigError(
      `${user.file}: the credential plugin of user ${user.name} gave no credentials`,
      {
        path: user.file,
      },
    );
  }
  return {
    ...(header === undefined ? {} : { plugin }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
}

class CachedPlugin implements CredentialPlugin {
  readonly #renew: () => AskPlugin;
  #ask: AskPlugin;
  #pending: Promise<PluginAnswer> | undefined;
  #askedAtMs = 0;

  constructor(renew: () => AskPlugin) {
    this.#renew = renew;
    this.#ask = renew();
  }

  async header(): Promise<string | undefined> {
    return (await this.answer()).header;
  }

  /** One question at a time, shared by all calls that wait for it; a failed one isn't remembered. */
  answer(): Promise<PluginAnswer> {
    if (this.#pending !== undefined && performance.now() - this.#askedAtMs < maxAgeMs) return this.#pending;
    const pending = this.#ask();
    this.#askedAtMs = performance.now();
    this.#pending = pending;
    pending.catch(() => {
      if (this.#pending === pending) this.#pending = undefined;
    });
    return pending;
  }

  expire(): void {
    // The library caches, too, and can't be told to forget; a new instance has nothing to remember.
    this.#ask = this.#renew();
    this.#pending = undefined;
  }
}

async function loadPlugin(user: KubeconfigSection, cluster: KubeconfigSection): Promise<() => AskPlugin> {
  const { KubeConfig } = await importClientNode(user);
  const server = stringField(cluster, 'server') ?? '';
  return () => {
    const config = new KubeConfig();
    config.loadFromOptions({
      clusters: [{ name: 'cluster', server, skipTLSVerify: false }],
      users: [
        { name: 'user', exec: withExecInfo(user, cluster), authProvider: user.content['auth-provider'] },
      ],
      contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
      currentContext: 'context',
    });
    return async () => {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      const headers = new Headers(options.headers as Record<string, string> | undefined);
      return {
        header: headers.get('authorization') ?? undefined,
        cert: options.cert?.toString(),
        key: options.key?.toString(),
      };
    };
  };
}

async function importClientNode(user: KubeconfigSection) {
  try {
    return await import('@kubernetes/client-node');
  } catch (cause) {
    throw new KubeconfigError(
      `${user.file}: user ${user.name} authenticates by a plugin, which needs the package ` +
        '@kubernetes/client-node beside this program: npm install @kubernetes/client-node@2',
      { path: user.file, cause },
    );
  }
}

/**
 * Programs learn by `KUBERNETES_EXEC_INFO` which version of the protocol is spoken and, where the kubeconfig asks
 * for it, about the cluster (client.authentication.k8s.io/v1). The library leaves that variable out.
 */
function withExecInfo(user: KubeconfigSection, cluster: KubeconfigSection): object | undefined {
  const exec = user.content['exec'];
  if (typeof exec !== 'object' || exec === null) return undefined;
  const { env, apiVersion, provideClusterInfo } = exec as Record<string, unknown>;
  const info = {
    apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(provideClusterInfo === true
        ? {
            cluster: {
              server: stringField(cluster, 'server'),
              'certificate-authority-data': stringField(cluster, 'certificate-authority-data'),
              'tls-server-name': stringField(cluster, 'tls-server-name'),
            },
          }
        : {}),
    },
  };
  const variable = { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) };
  return { ...exec, env: [...(Array.isArray(env) ? env : []), variable] };
}
