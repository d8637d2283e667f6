import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { FaultyProxy } from './support/faulty-proxy.ts';
import { kongObjects } from './support/kong-objects.ts';
import { SluiceProcess } from './support/sluice-process.ts';
import { newStateDir } from './support/sluice-up.ts';
import { planes, Stage, upstreams } from './support/stage.ts';

const stage = new Stage();
const elsewhere = newStateDir();
let second: SluiceProcess;

beforeAll(async () => {
  await stage.start();
  // With the first one's certificate and token in a folder of its own, so that the operator trusts both.
  const { caFile } = stage.world.konnect;
  const tls = ['crt', 'key'].map((end) => join(caFile, '..', `control-plane.${end}`));
  second = await SluiceProcess.start(
    [
      ...['control-plane', '--state-dir', elsewhere, '--port', '0'],
      ...['--tls-cert-file', tls[0] ?? '', '--tls-key-file', tls[1] ?? ''],
    ],
    1,
  );
});
afterAll(async () => {
  await second?.stop();
  await stage.stop();
});

/** A token of the administrator of a new organisation, which only a person who signs in can make. */
async function tokenOfAnotherOrganization(): Promise<string> {
  const { api, konnect } = stage.world;
  const made = await api.post('/sluice/v1/organizations', {
    name: 'Other',
    administrator: { name: 'Olga', email: 'olga@example.com' },
  });
  const { hash } = new URL(JSON.parse(made).signInLink.url);
  const code = new URLSearchParams(hash.slice(1)).get('code');
  const dispatcher = new Agent({ connect: { ca: readFileSync(konnect.caFile) } });
  const post = (path: string, body: object, headers = {}) =>
    request(`${konnect.url}/sluice/v1/${path}`, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  try {
    const session = await post('session', { code });
    const [cookie = ''] = String(session.headers['set-cookie']).split(';');
    const { csrfToken } = (await session.body.json()) as { csrfToken: string };
    const answer = await post('tokens', { name: 'operator' }, { cookie, 'x-csrf-token': csrfToken });
    return ((await answer.body.json()) as { token: string }).token;
  } finally {
    await dispatcher.close();
  }
}

/** A namespace with all that a team has, named as every other team names it. */
async function team(namespace: string, url: string, token: string): Promise<void> {
  const { kubectl } = stage.world;
  const { auth, plane, upstream } = kongObjects;
  await kubectl.ok(['create', 'namespace', namespace]);
  const objects = [
    auth('auth', url, token),
    plane('gateway'),
    upstream('upstream', {}, 'gateway', namespace),
  ];
  const placed = objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
  await stage.apply(...placed);
}

it('organisations and servers, each with a token of its own, have the same names and nothing in common', async () => {
  const { kubectl, konnect, token } = stage.world;
  const secondToken = readFileSync(join(elsewhere, 'control-plane-token'), 'utf8').trim();
  const other = await tokenOfAnotherOrganization();
  await team('one', konnect.url, token);
  await team('two', konnect.url, other);
  await team('three', second.lastWord, secondToken);
  const seen = [];
  for (const namespace of ['one', 'two', 'three']) {
    await kubectl.programmed(upstreams, 'upstream', namespace);
    const { status } = (await kubectl.get(planes, 'gateway', namespace)) as {
      status?: { organizationID?: string; serverURL?: string };
    };
    seen.push(`${status?.serverURL} ${status?.organizationID}`);
  }
  expect(new Set(seen).size).toBe(3);
  expect(seen.map((place) => place.split(' ')[0])).toEqual([konnect.url, konnect.url, second.lastWord]);

  await kubectl.ok(['delete', 'namespace', 'two', '--timeout=60s']);
  await kubectl.programmed(upstreams, 'upstream', 'one');
  expect((await stage.world.api.entities('gateway', 'upstreams')).map(({ name }) => name)).toEqual([
    'upstream',
  ]);
  const there = new ControlPlaneApi({
    url: second.lastWord,
    caFile: konnect.caFile,
    tokenFile: join(elsewhere, 'control-plane-token'),
  });
  expect((await there.entities('gateway', 'upstreams')).map(({ name }) => name)).toEqual(['upstream']);
});

it('a server that answers nothing holds up nobody on another', async () => {
  const { kubectl, konnect, tls, token } = stage.world;
  const { auth, plane, upstream } = kongObjects;
  const proxy = await FaultyProxy.start(konnect, tls);
  await stage.apply(
    auth('slow', proxy.url, token),
    plane('slow', { konnect: { authRef: { name: 'slow' } } }),
    upstream('slow', {}, 'slow'),
  );
  await kubectl.programmed(upstreams, 'slow');
  proxy.behaviour = 'hang';
  const asked = proxy.requests;
  await stage.apply(...Array.from({ length: 60 }, (_, at) => upstream(`slow-${at}`, {}, 'slow')));
  await expect.poll(() => proxy.requests - asked).toBeGreaterThan(5);
  await stage.apply(...Array.from({ length: 20 }, (_, at) => upstream(`quick-${at}`)));
  await Promise.all([0, 10, 19].map((at) => kubectl.programmed(upstreams, `quick-${at}`, 'default', 8_000)));
  proxy.behaviour = 'forward';
  for (const at of [0, 59]) await kubectl.programmed(upstreams, `slow-${at}`);
});
