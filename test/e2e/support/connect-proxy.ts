import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** A proxy as companies have them: the only one that knows the names of hosts outside. */
export interface ConnectProxy {
  readonly url: string;
  /** Where it was asked for a tunnel to (`host:port`), in order. */
  readonly tunnels: readonly string[];
  stop(): void;
}

/** Starts a proxy that makes tunnels (RFC 9110, section 9.3.6), whatever the host, to that port of this machine. */
export async function startConnectProxy(): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const server = createServer((_request, response) => void response.writeHead(405).end());
  server.on('connect', (request, client) => {
    tunnels.push(request.url ?? '');
    const upstream = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    tunnels,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
