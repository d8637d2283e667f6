import { upstreamsPath } from '@sluice/konnect-api';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { expectContract } from '../../test/konnect-contract.ts';
import { expectDescribed } from '../../test/own-description.ts';
import { UNKNOWN_ID } from '../../test/scenes.ts';
import { TEST_TOKEN, temporaryFolder, testTls } from '../../test/test-control-plane.ts';
import { openTestDatabase } from '../../test/test-database.ts';
import { IdentityStore } from '../identity/identity-store.ts';
import { LastUse } from '../identity/last-use.ts';
import { apiOperations } from '../openapi/api-operations.ts';
import { SecretBox } from '../secrets/secret-box.ts';
import { SignInLinkStore } from '../sessions/sign-in-link-store.ts';
import { createApp } from './app.ts';

/** An app whose database has gone away, and the lines that it logs. */
async function brokenApp() {
  const lines: Record<string, unknown>[] = [];
  const database = await openTestDatabase(await temporaryFolder());
  const identities = await IdentityStore.open(database, 'ACME', [{ token: TEST_TOKEN, name: 'test' }]);
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const publicUrl = () => 'https://localhost';
  const app = createApp({
    database,
    secretBox: new SecretBox(Buffer.alloc(32)),
    identities,
    lastUse: new LastUse(database, () => undefined),
    links: new SignInLinkStore(database, publicUrl),
    rateLimiter: undefined,
    tracing: undefined,
    openId: undefined,
    pageDir: undefined,
    publicName: undefined,
    tls: testTls,
    publicUrl,
    logger,
  });
  await app.ready();
  await database.close();
  return { app, lines };
}

const headers = { authorization: `Bearer ${TEST_TOKEN}`, 'content-type': 'application/json' };

test.each(['GET', 'POST'] as const)(
  'a failure on core entities is 500 with code 13 to %s',
  async (method) => {
    const { app, lines } = await brokenApp();
    const answer = await app.inject({
      method,
      url: upstreamsPath(UNKNOWN_ID),
      headers,
      ...(method === 'POST' && { body: '{"name":"web"}' }),
    });
    expect(answer.statusCode).toBe(500);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.json()).toEqual({ code: 13, message: 'internal error' });
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain(TEST_TOKEN);
  },
);

test('a failure of any route is 500 in the style of its place, as it is described', async () => {
  const { app } = await brokenApp();
  const operations = apiOperations.filter(({ open, status }) => open !== true && status !== 501);
  for (const { method, path } of operations) {
    const url = path.replace(/\{\w+\}/g, UNKNOWN_ID);
    const answer = await app.inject({ method, url, headers: { authorization: headers.authorization } });
    const contentType = String(answer.headers['content-type']);
    const raw = { status: answer.statusCode, contentType, body: answer.json() };
    expect(raw.status, `${method} ${path}`).toBe(500);
    expectContract(method, url, raw);
    expectDescribed(method, url, raw);
  }
});

test('a failure elsewhere is a problem document whose trace is in the log with the cause', async () => {
  const { app, lines } = await brokenApp();
  const answer = await app.inject({ method: 'GET', url: '/v2/control-planes', headers });
  expect(answer.statusCode).toBe(500);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(lines).toMatchObject([
    {
      level: 50,
      msg: 'A request failed',
      err: { message: expect.stringMatching(/database is not open|after calling end/) },
    },
  ]);
  expect(answer.json()).toMatchObject({ status: 500, instance: `kong:trace:${lines[0]?.reqId}` });
});
