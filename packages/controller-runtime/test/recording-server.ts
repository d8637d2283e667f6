import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { ClusterConfig } from '../src/client/cluster-config.ts';
import {
  createKubernetesClient,
  type KubernetesClientOptions,
} from '../src/client/create-kubernetes-client.ts';
import type { KubernetesClient } from '../src/client/kubernetes-client.ts';

/** The token with which the test's clients come. */
export const bearerToken = 'very-secret-token';

/** A request as it came in. */
interface ReceivedRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Keeps what it receives, and answers as a test says. */
export class RecordingServer {
  readonly received: ReceivedRequest[] = [];
  answer: (request: ReceivedRequest, response: ServerResponse) => void = (_, response) => {
    response.end('{"metadata":{"name":"a"}}');
  };
  readonly #servers: Server[] = [];
  readonly #clients: KubernetesClient[] = [];

  /** For a server of another kind, over TLS for instance. */
  readonly listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      const received = { method, url, headers, body: Buffer.concat(chunks).toString() };
      this.received.push(received);
      this.answer(received, response);
    });
  };

  /** Listens on loopback without TLS; the answer is its URL. */
  async start(): Promise<string> {
    return `http://127.0.0.1:${await this.listen(createServer(this.listener))}`;
  }

  /** Has any server listen on a free port of loopback until `stop`. */
  async listen(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#servers.push(server);
    const address = server.address();
    if (address === null || typeof address === 'string') throw new TypeError('no port');
    return address.port;
  }

  /** A client of any server, with `bearerToken` unless told otherwise; closed by `stop`. */
  connect(
    url: string,
    config: Partial<ClusterConfig> = {},
    options: Partial<KubernetesClientOptions> = {},
  ): KubernetesClient {
    const client = createKubernetesClient(
      { server: url, namespace: 'default', source: 'test', credentials: { token: bearerToken }, ...config },
      { userAgent: 'test/1', env: {}, ...options },
    );
    this.#clients.push(client);
    return client;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) await client.close();
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}
