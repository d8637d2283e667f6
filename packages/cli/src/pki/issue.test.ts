import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { expect, it } from 'vitest';
import { renewalReason } from './certificate.ts';
import { issueAuthority, issueClientCertificate, issueServerCertificate } from './issue.ts';

const names = ['localhost', 'us.localhost', '127.0.0.1', '::1'];

it('makes a server and a client that trust one another over TLS', async () => {
  const ca = await issueAuthority('test authority');
  const server = createServer({
    ...(await issueServerCertificate(ca, names)),
    ca: ca.cert,
    requestCert: true,
    rejectUnauthorized: true,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect({
    ...(await issueClientCertificate(ca, { user: 'ada', groups: ['system:masters', 'staff'] })),
    ca: ca.cert,
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
  });
  const [[socket]] = await Promise.all([once(server, 'secureConnection'), once(client, 'secureConnect')]);
  expect(socket.getPeerCertificate().subject).toMatchObject({ CN: 'ada', O: ['system:masters', 'staff'] });
  expect(client.authorized).toBe(true);
  client.destroy();
  server.close();
});

it('does not let a server certificate pass for a client, nor a client for a server', async () => {
  const ca = await issueAuthority('test authority');
  const server = new X509Certificate((await issueServerCertificate(ca, names)).cert);
  const client = new X509Certificate((await issueClientCertificate(ca, { user: 'ada', groups: [] })).cert);
  expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(client.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect([server.ca, client.ca]).toEqual([false, false]);
});

it('keeps a certificate that its authority signed, that covers the names and has time left', async () => {
  const ca = await issueAuthority('test authority');
  const now = new Date();
  expect(renewalReason(ca, { now })).toBeUndefined();
  expect(renewalReason(await issueServerCertificate(ca, names), { issuer: ca, names, now })).toBeUndefined();
});

it('says why a certificate has to be made anew', async () => {
  const ca = await issueAuthority('test authority');
  const other = await issueAuthority('test authority');
  const server = await issueServerCertificate(ca, names);
  const now = new Date();
  const later = new Date(now.getTime() + 800 * 24 * 3_600_000);
  const reason = (certificate: typeof server, wanted: object) =>
    renewalReason(certificate, { issuer: ca, names, now, ...wanted });
  expect(reason(server, { now: later })).toBe('it ends soon');
  expect(reason(server, { now: new Date(0) })).toBe('it is not valid yet');
  expect(reason(server, { issuer: other })).toBe('another authority signed it');
  expect(reason(server, { names: [...names, 'sluice.example.com'] })).toBe(
    'it does not cover sluice.example.com',
  );
  expect(reason({ ...server, key: ca.key }, {})).toBe('it does not fit its key');
  expect(reason({ ...server, cert: 'nonsense' }, {})).toBe('it is not a certificate');
  expect(reason({ ...server, key: 'nonsense' }, {})).toBe('it does not fit its key');
});
