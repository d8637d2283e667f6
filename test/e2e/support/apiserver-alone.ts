import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_TOKEN, startTestServer } from '../../../packages/apiserver/test/server/test-server.ts';

/** An API server without anything else, and a folder with a kubeconfig for its administrator. */
export interface ApiServerAlone {
  kubeconfig: string;
  /** For the files of a test. */
  folder: string;
  close(): Promise<void>;
}

/** Starts an API server on data of its own. */
export async function startApiServerAlone(): Promise<ApiServerAlone> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-kubectl-'));
  const server = await startTestServer();
  const kubeconfig = join(folder, 'kubeconfig');
  const caData = Buffer.from(server.authority.cert).toString('base64');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'test', cluster: { server: server.url, 'certificate-authority-data': caData } }],
      users: [{ name: 'admin', user: { token: ADMIN_TOKEN } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    }),
    { mode: 0o600 },
  );
  return {
    kubeconfig,
    folder,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
