import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';

/** How to reach a cluster and as whom. Certificates and keys are PEM. */
export interface ClusterAccess {
  url: string;
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
  token?: string | undefined;
  /** Whether to go on with a server whose certificate can't be checked. */
  insecure?: boolean;
}

type Fields = Record<string, string | undefined>;

interface Kubeconfig {
  'current-context': string;
  contexts: { name: string; context: { cluster: string; user: string } }[];
  clusters: { name: string; cluster: Fields }[];
  users: { name: string; user: Fields }[];
}

/**
 * Reads the current context of a kubeconfig. Users come with certificates or tokens; programs that fetch
 * credentials aren't run.
 *
 * @throws Error that says what the file lacks
 */
export function readKubeconfig(file: string): ClusterAccess {
  const config: Kubeconfig = parse(readFileSync(file, 'utf8'));
  const context = named(config.contexts, config['current-context'], file).context;
  const cluster = named(config.clusters, context.cluster, file).cluster;
  const user = named(config.users, context.user, file).user;
  const material = (from: Fields, field: string): string | undefined => {
    const data = from[`${field}-data`];
    if (data !== undefined) return Buffer.from(data, 'base64').toString();
    return from[field] === undefined ? undefined : readFileSync(resolve(dirname(file), from[field]), 'utf8');
  };
  if (cluster['server'] === undefined) throw new Error(`${file} doesn't say where the cluster is.`);
  return {
    url: cluster['server'].replace(/\/$/, ''),
    ca: material(cluster, 'certificate-authority'),
    cert: material(user, 'client-certificate'),
    key: material(user, 'client-key'),
    token: user['token'],
    insecure: String(cluster['insecure-skip-tls-verify']) === 'true',
  };
}

function named<Item extends { name: string }>(items: readonly Item[], name: string, file: string): Item {
  const found = items.find((item) => item.name === name);
  if (found === undefined) throw new Error(`${file} names ${JSON.stringify(name)}, and doesn't have it.`);
  return found;
}
