import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(children.splice(0).map(stop));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function workplace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-run-control-plane-'));
  folders.push(folder);
  return folder;
}

function sluice(folder: string, args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, 'control-plane', ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

/** Runs a command to its end. */
async function run(folder: string, ...args: readonly string[]) {
  const child = sluice(folder, args);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, out, err };
}

/** Starts a server, and answers what it said of itself, and a way to ask it. */
async function start(folder: string, args: readonly string[], environment: Record<string, string> = {}) {
  const child = sluice(folder, ['--port', '0', ...args], environment);
  const said: string[] = [];
  const log = text(child.stderr);
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (line.startsWith('CA certificate')) break;
  }
  child.stdout.resume();
  const state = join(folder, '.sluice');
  const ca = readFileSync(join(state, 'pki', 'ca.crt'), 'utf8');
  const token = readFileSync(join(state, 'control-plane-token'), 'utf8').trim();
  const url = String(said[0]?.split(' ').at(-1));
  const ask = async (path: string, method: 'GET' | 'POST' = 'GET', body?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const call = request(`${url}${path}`, { method, ca, headers });
    call.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    const answered = JSON.parse(await text(answer)) as Record<string, unknown>;
    return { status: answer.statusCode, headers: answer.headers, body: answered };
  };
  return { child, said, log, url, ca, ask };
}

/** The names in the certificate of a server. */
async function namesServedAt(port: number, ca: string): Promise<string> {
  const socket: TLSSocket = connect({ port, host: '127.0.0.1', ca, servername: 'localhost' });
  await once(socket, 'secureConnect');
  const names = socket.getPeerCertificate().subjectaltname ?? '';
  socket.destroy();
  return names;
}

test('a server has what its flags and variables say', async () => {
  const folder = workplace();
  const keyFile = join(folder, 'keys', 'key');
  const { child, log, ask, url, ca } = await start(
    folder,
    [
      ...['--organization', 'ACME', '--rate-limit', '1000', '--host', '127.0.0.1'],
      ...['--tls-san', 'konnect.example', '--tls-san', '10.1.2.3', '--secret-key-file', keyFile],
    ],
    { SLUICE_LOG_LEVEL: 'info' },
  );
  expect((await ask('/v3/organizations/me')).body).toMatchObject({ name: 'ACME' });
  const created = await ask('/v2/control-planes', 'POST', { name: 'edge' });
  expect(created).toMatchObject({ status: 201, headers: { 'x-ratelimit-limit': '1000' } });
  const names = await namesServedAt(Number(new URL(url).port), ca);
  expect(names).toContain('DNS:us.localhost');
  expect(names).toContain('DNS:konnect.example');
  expect(names).toContain('IP Address:10.1.2.3');
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(existsSync(join(folder, '.sluice', 'control-plane', 'secrets.key'))).toBe(false);
  await stop(child);
  expect(await log).toContain('The control plane listens');
});

test('a public URL is what clients are told, and a quiet server says nothing', async () => {
  const folder = workplace();
  const args = ['--public-url', 'https://konnect.example.com', '--log-level', 'error'];
  const { child, log, said } = await start(folder, args, { SLUICE_STATE_DIR: join(folder, '.sluice') });
  expect(said[0]).toBe('Serving the control plane on https://konnect.example.com');
  await stop(child);
  expect(await log).toBe('');
});

test('the key is changed while no server runs, and not while one does', async () => {
  const folder = workplace();
  const first = await start(folder, []);
  const running = await run(folder, 'rotate-secret-key');
  expect(running.code).toBe(1);
  expect(running.err).toContain(`The control plane runs as process ${first.child.pid}; stop it`);
  await first.ask('/v2/control-planes', 'POST', { name: 'edge' });
  await stop(first.child);

  const keyFile = join(folder, '.sluice', 'control-plane', 'secrets.key');
  const before = readFileSync(keyFile, 'utf8');
  const rotated = await run(folder, 'rotate-secret-key');
  expect(rotated).toMatchObject({ code: 0, err: '' });
  expect(rotated.out).toBe(
    `Sealed 0 secrets with a new key. ${keyFile} holds 2 keys; keep it with the backups of the database.\n`,
  );
  expect(readFileSync(keyFile, 'utf8')).toMatch(new RegExp(`.\n${before.trim().replaceAll('+', '\\+')}\n$`));
  expect((await run(folder, 'rotate-secret-key', '--drop-old-keys')).out).toContain('holds 1 key;');
  const again = await start(folder, []);
  expect((await again.ask('/v2/control-planes')).body).toMatchObject({ data: [{ name: 'edge' }] });
  await stop(again.child);

  writeFileSync(keyFile, before);
  const mistaken = sluice(folder, ['--port', '0']);
  const [said] = await Promise.all([text(mistaken.stderr), once(mistaken, 'exit')]);
  expect(said).toContain(`Put the key file of this database back to ${keyFile}`);
});

test('a file goes out and in, and a copy of the database is for its owner alone', async () => {
  const folder = workplace();
  const { ask, url } = await start(folder, []);
  await ask('/v2/control-planes', 'POST', { name: 'edge' });
  const server = ['--url', url];
  const file = join(folder, 'kong.yaml');
  writeFileSync(
    file,
    '_format_version: "3.0"\n_konnect: {control_plane_name: edge}\nupstreams: [{name: web, targets: [{target: a}]}]\n',
  );
  const dry = await run(folder, 'import', ...server, '--dry-run', file);
  expect(dry).toMatchObject({ code: 0, out: '+ create upstream web\n+ create target a:8000\n' });
  expect((await run(folder, 'import', ...server, '--control-plane', 'edge', file)).out).toContain(
    'edge is like',
  );
  expect((await run(folder, 'import', ...server, file)).out).toBe('Nothing differs\n');
  const exported = await run(folder, 'export', ...server, '--control-plane', 'edge', '-');
  expect(exported.out).toContain('target: a:8000');
  const written = await run(folder, 'export', ...server, '--control-plane', 'edge', join(folder, 'out.yaml'));
  expect(written).toMatchObject({ code: 0, err: '' });
  expect(readFileSync(join(folder, 'out.yaml'), 'utf8')).toBe(exported.out);
  expect(statSync(join(folder, 'out.yaml')).mode & 0o777).toBe(0o600);
  const nowhere = await run(folder, 'export', ...server, '--control-plane', 'nope', '-');
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('no control plane called nope') });

  const copy = join(folder, 'copy.db');
  expect((await run(folder, 'backup', copy)).out).toBe(`Copied the database to ${copy}\n`);
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  const twice = await run(folder, 'backup', copy);
  expect(twice).toMatchObject({ code: 1, err: expect.stringContaining('exists already') });
});
