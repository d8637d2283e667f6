import { expect, test } from 'vitest';
import { signIn } from '../../test/browser.ts';
import { type EventReader, openEvents } from '../../test/event-reader.ts';
import { startTestControlPlane } from '../../test/test-control-plane.ts';

/** Somebody who may look at one control plane and follows its changes, by token and in a session. */
async function startWithFollower(tokenAgeMs?: number) {
  const server = await startTestControlPlane();
  const { id: controlPlaneId } = await server.client.createControlPlane({ name: 'gateway' });
  const made = await server.send('POST', '/sluice/v1/users', {
    name: 'Vera',
    roles: [{ controlPlaneId, role: 'viewer' }],
  });
  const { id: userId } = made.body as { id: string };
  const expiresAt =
    tokenAgeMs === undefined ? {} : { expiresAt: new Date(Date.now() + tokenAgeMs).toISOString() };
  const created = await server.send('POST', '/sluice/v1/tokens', { name: 'vera', userId, ...expiresAt });
  const token = created.body as { id: string; token: string };
  const browser = await signIn(server, { token: token.token });
  const path = `/sluice/v1/control-planes/${controlPlaneId}/events`;
  const open = async (headers: Record<string, string>): Promise<EventReader> => {
    const events = await openEvents(server.running.url, path, { headers });
    expect(await events.next()).toMatchObject({ event: 'ready' });
    return events;
  };
  const byToken = await open({ authorization: `Bearer ${token.token}` });
  const bySession = await open({ authorization: '', cookie: browser.cookie });
  return { ...server, controlPlaneId, userId, token, browser, byToken, bySession };
}

type Follower = Awaited<ReturnType<typeof startWithFollower>>;

async function expectEnd(events: EventReader, status: number, reason: string): Promise<void> {
  expect(await events.next()).toMatchObject({ event: 'end', id: undefined, data: { status, reason } });
  expect(await events.next()).toBeUndefined();
}

async function expectToGoOn({ client, controlPlaneId }: Follower, events: EventReader): Promise<void> {
  const upstreams = `/v2/control-planes/${controlPlaneId}/core-entities/upstreams`;
  await client.createEntity(upstreams, { name: 'web' });
  expect(await events.next()).toMatchObject({ event: 'created' });
  await events.close();
}

test('a stream ends when its token is revoked, and that of a session goes on', async () => {
  const follower = await startWithFollower();
  await follower.send('DELETE', `/sluice/v1/tokens/${follower.token.id}`);
  await expectEnd(follower.byToken, 401, 'signed-out');
  await expectToGoOn(follower, follower.bySession);
});

test('a stream ends when its token expires', async () => {
  const follower = await startWithFollower(2_000);
  await expectEnd(follower.byToken, 401, 'signed-out');
  await expectToGoOn(follower, follower.bySession);
});

test('a stream ends when its session does, and that of a token goes on', async () => {
  const follower = await startWithFollower();
  await follower.browser.send('DELETE', '/sluice/v1/session');
  await expectEnd(follower.bySession, 401, 'signed-out');
  await expectToGoOn(follower, follower.byToken);
});

test('all streams end when their user is removed', async () => {
  const { send, userId, byToken, bySession } = await startWithFollower();
  await send('DELETE', `/sluice/v1/users/${userId}`);
  await expectEnd(byToken, 401, 'signed-out');
  await expectEnd(bySession, 401, 'signed-out');
});

test('all streams end when their user loses the role in the control plane', async () => {
  const { send, client, userId, byToken, bySession } = await startWithFollower();
  const { id: controlPlaneId } = await client.createControlPlane({ name: 'another' });
  await send('PATCH', `/sluice/v1/users/${userId}`, { roles: [{ controlPlaneId, role: 'admin' }] });
  await expectEnd(byToken, 404, 'no-role');
  await expectEnd(bySession, 404, 'no-role');
});

test('a stream goes on when the role changes into another', async () => {
  const follower = await startWithFollower();
  await follower.send('PATCH', `/sluice/v1/users/${follower.userId}`, { roles: [{ role: 'admin' }] });
  await expectToGoOn(follower, follower.byToken);
  await follower.bySession.close();
});
