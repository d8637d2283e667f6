import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createTestCertificate } from '../../test/test-certificate.ts';
import { temporaryFolder } from '../../test/test-control-plane.ts';
import { followCertificateFiles } from './certificate-files.ts';

/** A server that follows its certificate's files, what it serves with, and what it logs. */
async function startFollowing() {
  const folder = await temporaryFolder();
  const files = { certFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key') };
  const first = await createTestCertificate();
  await writeFile(files.certFile, first.cert);
  await writeFile(files.keyFile, first.key);
  const server = createServer(first).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  const stop = followCertificateFiles(server, files, logger, 20);
  onTestFinished(() => {
    stop();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const served = async () => {
    // Whatever it is, it isn't trusted here: the test looks at it.
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const certificate = socket.getPeerX509Certificate()?.toString();
    socket.destroy();
    return certificate;
  };
  return { files, first, served, lines };
}

test('new connections are served with the new certificate', async () => {
  const { files, first, served } = await startFollowing();
  expect(await served()).toBe(sameForm(first.cert));
  const second = await createTestCertificate();
  await writeFile(files.certFile, second.cert);
  await writeFile(files.keyFile, second.key);
  await expect.poll(served, { timeout: 10_000 }).toBe(sameForm(second.cert));
});

test('a certificate without its key is told of, and the old pair stays until the key is there', async () => {
  const { files, first, served, lines } = await startFollowing();
  const second = await createTestCertificate();
  await writeFile(files.certFile, second.cert);
  await expect.poll(() => lines.join(''), { timeout: 10_000 }).toContain('the old one stays');
  expect(await served()).toBe(sameForm(first.cert));
  await writeFile(files.keyFile, second.key);
  await expect.poll(served, { timeout: 10_000 }).toBe(sameForm(second.cert));
});

/** PEM as Node writes it. */
function sameForm(pem: string): string {
  return `${pem.replaceAll('\r', '').trim()}\n`;
}
