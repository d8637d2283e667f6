import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChaosProxy } from './chaos-proxy.ts';
import type { FaultWorld } from './fault-world.ts';

/** Writes a kubeconfig that leads through the proxy, which has the credentials; the answer is its path. */
export function kubeconfigFor({ konnect }: Pick<FaultWorld, 'konnect'>, { url }: ChaosProxy): string {
  const path = join(konnect.caFile, '..', '..', `kubeconfig-${url.split(':').at(-1)}`);
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'proxy', cluster: { server: url } }],
    users: [{ name: 'operator', user: {} }],
    contexts: [{ name: 'proxy', context: { cluster: 'proxy', user: 'operator' } }],
    'current-context': 'proxy',
  };
  writeFileSync(path, JSON.stringify(content));
  return path;
}
