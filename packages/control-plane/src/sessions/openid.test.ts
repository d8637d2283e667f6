import { request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { OPENID_CLIENT, startProvider } from '../../test/openid-provider.ts';
import { startTestControlPlane, type TestControlPlane } from '../../test/test-control-plane.ts';

const NOBODY = { authorization: '' };
const PUBLIC_URL = 'https://control-plane.example';
const CALLBACK = `${PUBLIC_URL}/sluice/v1/session/openid/callback`;

/** A control plane whose people come through a provider where the groups of everybody can change. */
async function startWithProvider() {
  const groups = new Map<string, string[]>();
  const provider = await startProvider(CALLBACK, (subject) => groups.get(subject) ?? []);
  onTestFinished(() => provider.close());
  const server = await startTestControlPlane({
    publicUrl: PUBLIC_URL,
    openId: {
      ...OPENID_CLIENT,
      issuer: provider.issuer,
      roleClaim: 'groups',
      roles: [
        { value: 'platform', role: 'admin' },
        { value: 'staff', role: 'viewer' },
      ],
      scopes: ['profile', 'email'],
    },
  });
  return { server, groups, provider };
}

/** The cookies of one browser, for one host each. */
class CookieJar {
  readonly #cookies = new Map<string, string>();

  keep(setCookie: string | string[] | undefined): void {
    for (const line of [setCookie ?? []].flat()) {
      const [pair = ''] = line.split(';');
      const separator = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, separator), pair.slice(separator + 1));
    }
  }

  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

/** Goes through the provider's own forms until it sends the browser back; answers where to. */
async function signInAtProvider(start: string, issuer: string, login: string): Promise<string> {
  const jar = new CookieJar();
  let url = start;
  let body: string | undefined;
  for (;;) {
    const answer = await request(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { cookie: jar.header, 'content-type': 'application/x-www-form-urlencoded' },
      ...(body === undefined ? {} : { body }),
    });
    jar.keep(answer.headers['set-cookie']);
    const text = await answer.body.text();
    const { location } = answer.headers;
    if (location !== undefined) {
      url = new URL(String(location), issuer).href;
      body = undefined;
      if (!url.startsWith(issuer)) return url;
      continue;
    }
    const action = /action="([^"]+)"/.exec(text)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1];
    if (action === undefined || prompt === undefined) throw new Error(`No form at ${url}: ${text}`);
    url = new URL(action, issuer).href;
    body = new URLSearchParams({ prompt, ...(prompt === 'login' && { login, password: 'x' }) }).toString();
  }
}

/** What becomes of somebody who follows the sign-in page's link: where they end, and with which cookies. */
async function follow({ send }: TestControlPlane, issuer: string, login: string) {
  const jar = new CookieJar();
  const begun = await send('GET', '/sluice/v1/session/openid', undefined, NOBODY);
  expect(begun.status).toBe(302);
  jar.keep(begun.headers['set-cookie']);
  const back = new URL(await signInAtProvider(String(begun.headers.location), issuer, login));
  expect(back.origin + back.pathname).toBe(CALLBACK);
  const path = `${back.pathname}${back.search}`;
  const ended = await send('GET', path, undefined, { ...NOBODY, cookie: jar.header });
  jar.keep(ended.headers['set-cookie']);
  return { location: ended.headers.location, path, headers: { ...NOBODY, cookie: jar.header } };
}

test('the sign-in page is told of the provider', async () => {
  const { server, provider } = await startWithProvider();
  expect((await server.send('GET', '/sluice/v1/session', undefined, NOBODY)).body).toEqual({
    signedIn: false,
    methods: [
      { type: 'token' },
      { type: 'openid', name: new URL(provider.issuer).host, url: '/sluice/v1/session/openid' },
    ],
  });
});

test('somebody in a group with a role is signed in under the name that the provider tells', async () => {
  const { server, groups, provider } = await startWithProvider();
  groups.set('ada', ['cooks', 'platform']);
  const { location, headers } = await follow(server, provider.issuer, 'ada');
  expect(location).toBe('/');
  expect((await server.send('GET', '/sluice/v1/session', undefined, headers)).body).toMatchObject({
    signedIn: true,
    person: { name: 'Name of ada' },
    roles: [{ controlPlaneId: null, role: 'admin' }],
  });
});

test('roles follow the provider at each sign-in, and the person stays the same', async () => {
  const { server, groups, provider } = await startWithProvider();
  const rolesAndId = async () => {
    const { headers } = await follow(server, provider.issuer, 'ada');
    const { body } = await server.send('GET', '/sluice/v1/session', undefined, headers);
    return body as { roles: { role: string }[]; person: { id: string } };
  };
  groups.set('ada', ['platform']);
  const first = await rolesAndId();
  groups.set('ada', ['staff']);
  const second = await rolesAndId();
  expect([first.roles[0]?.role, second.roles[0]?.role]).toEqual(['admin', 'viewer']);
  expect(second.person).toEqual(first.person);
});

test('somebody without a role is sent away, and loses the roles of earlier', async () => {
  const { server, groups, provider } = await startWithProvider();
  groups.set('ada', ['platform']);
  const earlier = await follow(server, provider.issuer, 'ada');
  groups.set('ada', []);
  expect((await follow(server, provider.issuer, 'ada')).location).toBe('/sign-in?error=openid-no-role');
  const control = { name: 'mine' };
  const write = await server.send('POST', '/v2/control-planes', control, earlier.headers);
  expect(write.status).toBe(403);
});

test('the audit trail has what the provider made of somebody, and nothing where that is as before', async () => {
  const { server, groups, provider } = await startWithProvider();
  for (const membership of [['platform'], ['platform'], ['staff'], [], []]) {
    groups.set('ada', membership);
    await follow(server, provider.issuer, 'ada');
  }
  const { body } = await server.send('GET', '/sluice/v1/audit?type=user');
  const { data } = body as { data: { operation: string; entity_id: string; actor: object; after: object }[] };
  const id = data[0]?.entity_id;
  const told = (operation: string, ...roles: string[]) => ({
    operation,
    entity_id: id,
    actor: { user_id: id, token_name: 'openid' },
    after: { name: 'Name of ada', roles: roles.map((role) => ({ controlPlaneId: null, role })) },
  });
  expect(data).toMatchObject([told('update'), told('update', 'viewer'), told('create', 'admin')]);
});

test('an answer of the provider counts once, and only in the browser that asked', async () => {
  const { server, groups, provider } = await startWithProvider();
  groups.set('ada', ['platform']);
  const { path, headers } = await follow(server, provider.issuer, 'ada');
  const elsewhere = await server.send('GET', path, undefined, NOBODY);
  expect(elsewhere.headers.location).toBe('/sign-in?error=openid-expired');
  const again = await server.send('GET', path, undefined, headers);
  expect(again.headers.location).toMatch(/^\/sign-in\?error=/);
  const forged = '__Host-sluice-openid=a.b.c';
  const planted = await server.send('GET', path, undefined, { ...NOBODY, cookie: forged });
  expect(planted.headers.location).toBe('/sign-in?error=openid-failed');
});

test('a provider that is down is said to be', async () => {
  const server = await startTestControlPlane({
    openId: { ...OPENID_CLIENT, issuer: 'http://127.0.0.1:1', roleClaim: 'groups', roles: [], scopes: [] },
  });
  const answer = await server.send('GET', '/sluice/v1/session/openid', undefined, NOBODY);
  expect(answer.headers.location).toBe('/sign-in?error=openid-unavailable');
});
