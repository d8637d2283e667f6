import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { choosePorts, freePort, readPorts, writePorts } from './ports.ts';

const kept = { apiserver: 20_001, controlPlane: 20_002 };

it.each([
  ['keeps what was kept', { apiserver: 0, controlPlane: 0 }, kept, kept],
  ['moves the API server', { apiserver: 6443, controlPlane: 0 }, kept, { ...kept, apiserver: 6443 }],
  [
    'takes what was asked for',
    { apiserver: 1, controlPlane: 2 },
    undefined,
    { apiserver: 1, controlPlane: 2 },
  ],
  ['takes what was kept and asked for', { apiserver: 0, controlPlane: 20_002 }, kept, kept],
])('%s', async (_case, asked, before, expected) => {
  expect(await choosePorts(asked, before)).toEqual(expected);
});

it('picks two different free ports at the first start', async () => {
  const { apiserver, controlPlane } = await choosePorts({ apiserver: 0, controlPlane: 0 }, undefined);
  expect(apiserver).not.toBe(controlPlane);
  const server = createServer().listen(apiserver, '127.0.0.1');
  await once(server, 'listening');
  server.close();
});

it('picks ports from which no outgoing connection is made', async () => {
  expect(await freePort()).toBeLessThan(32_768);
});

it('does not move the control plane', async () => {
  await expect(choosePorts({ apiserver: 0, controlPlane: 9 }, kept)).rejects.toThrow(
    /on port 20002.*can't change/,
  );
});

it('reads what it wrote, and refuses what is damaged', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-ports-')), 'ports.json');
  expect(readPorts(file)).toBeUndefined();
  writePorts(file, kept);
  expect(readPorts(file)).toEqual(kept);
  writeFileSync(file, '{"apiserver":');
  expect(() => readPorts(file)).toThrow(/damaged/);
});
