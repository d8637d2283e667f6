import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiServer, type ApiServerOptions, startApiServer } from '../../src/index.ts';
import { Authority } from './certificates.ts';
import { KubeClient } from './kube-client.ts';

/** The bearer token of a user without any role. */
export const TEST_TOKEN = 'token-for-tests';

/** The bearer token of an administrator. */
export const ADMIN_TOKEN = 'token-of-an-administrator';

/** A server on a free port with certificates and a data folder of its own. */
export interface TestServer {
  url: string;
  dataDir: string;
  authority: Authority;
  /** Comes with the certificate of an administrator. */
  client: KubeClient;
  /** A client that shows nothing. */
  anonymous: KubeClient;
  /** A client with a certificate of its own; `subject` is written as `O=group, CN=user`. */
  as(subject: string): Promise<KubeClient>;
  /** Stops it and starts it again on the same data; the clients lead to the new one. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server for tests. */
export async function startTestServer(options: Partial<ApiServerOptions> = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'apiserver-test-'));
  const authority = await Authority.create();
  const serving = await authority.issue('CN=127.0.0.1', ['127.0.0.1']);
  const admin = await authority.issue('O=system:masters, CN=admin');
  const start = (): Promise<ApiServer> =>
    startApiServer({
      dataDir,
      port: 0,
      tls: { ...serving, clientCa: authority.cert },
      tokens: [
        { tokenSha256: sha256(TEST_TOKEN), user: 'robot', groups: ['robots'] },
        { tokenSha256: sha256(ADMIN_TOKEN), user: 'admin', groups: ['system:masters'] },
      ],
      ...options,
    });
  let server = await start();
  const others: KubeClient[] = [];
  const testServer: TestServer = {
    url: server.url,
    dataDir,
    authority,
    client: new KubeClient(server.url, { ca: authority.cert, ...admin }),
    anonymous: new KubeClient(server.url, { ca: authority.cert }),
    as: async (subject) => {
      const client = new KubeClient(server.url, { ca: authority.cert, ...(await authority.issue(subject)) });
      others.push(client);
      return client;
    },
    restart: async () => {
      await server.close();
      server = await start();
      testServer.url = server.url;
      for (const client of [testServer.client, testServer.anonymous, ...others]) client.url = server.url;
    },
    close: async () => {
      for (const client of [testServer.client, testServer.anonymous, ...others]) client.close();
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return testServer;
}

function sha256(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
