import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeCertificates } from '../../test/certificates.ts';
import { RecordingServer } from '../../test/recording-server.ts';
import { KubernetesUnreachableError } from './kubernetes-unreachable-error.ts';

let server: RecordingServer;

beforeEach(() => {
  server = new RecordingServer();
});

afterEach(() => server.stop());

it('connections trust the authority and show the client certificate that they are given', async () => {
  const { ca, server: identity, client: credentials } = await makeCertificates(['api.internal']);
  let subject: string | undefined;
  const tls = createTlsServer(
    { ...identity, ca, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      subject = (request.socket as TLSSocket).getPeerCertificate().subject?.CN as string | undefined;
      server.listener(request, response);
    },
  );
  const url = `https://127.0.0.1:${await server.listen(tls)}`;
  await server.connect(url, { ca, credentials }).raw('/');
  expect(subject).toBe('client');
  await server.connect(url, { ca, tlsServerName: 'api.internal' }).raw('/');
  await expect(server.connect(url, { ca, tlsServerName: 'other' }).raw('/')).rejects.toThrow(
    KubernetesUnreachableError,
  );
  await expect(server.connect(url).raw('/')).rejects.toThrow(KubernetesUnreachableError);
  await server.connect(url, { insecureSkipTlsVerify: true }).raw('/');
});

it('connections go through the proxy that the environment or the kubeconfig names', async () => {
  const { ca, server: identity } = await makeCertificates(['api.internal']);
  const port = await server.listen(createTlsServer(identity, server.listener));
  const tunnels: string[] = [];
  const proxy = createServer();
  const proxyUrl = `http://127.0.0.1:${await server.listen(proxy)}`;
  proxy.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  await server.connect('https://api.internal:6443', { ca }, { env: { HTTPS_PROXY: proxyUrl } }).raw('/');
  await server.connect('https://api.internal:6443', { ca, proxyUrl }).raw('/');
  expect(tunnels).toEqual(['api.internal:6443', 'api.internal:6443']);
  expect(server.received).toHaveLength(2);
});

it('connections are used again by calls that follow one another', async () => {
  const plain = createServer(server.listener);
  let connections = 0;
  plain.on('connection', () => connections++);
  const client = server.connect(`http://127.0.0.1:${await server.listen(plain)}`);
  for (let call = 0; call < 50; call++) await client.raw('/');
  expect(connections).toBeLessThan(5);
});
