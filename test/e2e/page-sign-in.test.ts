import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { OPENID_CLIENT, startProvider } from '../../packages/control-plane/test/openid-provider.ts';
import { launchChromium, type WatchedPage } from './support/browser.ts';
import { buildPageIfStale } from './support/built-page.ts';
import { ControlPlaneProcess, freePort } from './support/control-plane-process.ts';
import { PageClient } from './support/page-client.ts';
import { describePage, test } from './support/page-test.ts';

describePage('signing in', () => {
  test('asks for a token, says when it is unknown, and goes on to where one wanted to go', async ({
    world,
    guide: { upstreamPath },
    open,
  }) => {
    const page = await open(upstreamPath, { token: null, expectedOffences: /401/ });
    await page.getByTestId('token').fill('kpat_unknown');
    await page.getByTestId('sign-in').click();
    await page.getByText('does not know this token').waitFor();
    await page.getByTestId('token').fill(world.token);
    await page.getByTestId('sign-in').click();
    await page.getByRole('heading', { level: 1, name: 'upstream' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(upstreamPath);

    await page.getByTestId('sign-out').click();
    await page.getByTestId('token').waitFor();
    await page.goto('/control-planes');
    await page.getByTestId('token').waitFor();
  });

  test('takes the link that sluice up prints, once', async ({ world, open }) => {
    const page = await open(world.signInUrl, { token: null });
    await page.getByRole('heading', { level: 1, name: 'Control planes' }).waitFor();
    expect(page.url()).toBe(`${world.url}/control-planes`);

    const again = await open(world.signInUrl, { token: null, expectedOffences: /401/ });
    await again.getByText('This link was used already').waitFor();
  });

  test('leads nobody to another site', async ({ world, open }) => {
    const page = await open('/sign-in?return=//example.com', { token: null });
    await page.getByTestId('token').fill(world.token);
    await page.getByTestId('sign-in').click();
    await page.getByTestId('create').waitFor();
    expect(page.url()).toBe(`${world.url}/control-planes`);
  });

  test('brings a session that was ended elsewhere back to where it was', async ({ world, open }) => {
    const { id } = await world.api<{ id: string }>('/sluice/v1/users', 'POST', {
      name: 'Signed out',
      roles: [{ role: 'viewer' }],
    });
    const body = { name: 'short-lived', userId: id };
    const { token } = await world.api<{ token: string }>('/sluice/v1/tokens', 'POST', body);
    const page = await open('/audit', { token, expectedOffences: /401/ });
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
    await world.api(`/sluice/v1/users/${id}`, 'DELETE');
    await page.getByRole('link', { name: 'Tokens' }).click();
    await page.getByTestId('token').fill(world.token);
    await page.getByTestId('sign-in').click();
    await page.getByRole('heading', { level: 1, name: 'Tokens' }).waitFor();
  });

  test.for([
    ['openid-unavailable', 'The provider could not be reached'],
    ['openid-expired', 'This sign-in took too long, or began in another browser'],
    ['openid-failed', 'The provider’s answer was not accepted'],
    ['openid-no-role', 'none of your groups has a role here'],
    ['openid-of-the-future', 'The provider’s answer was not accepted'],
  ] as const)('says in a sentence what %s means', async ([code, sentence], { open }) => {
    const page = await open(`/sign-in?error=${code}`, { token: null });
    await page.getByRole('alert').getByText(sentence).waitFor();
  });
});

/** A control plane whose people come through a provider; `ada` is of the platform team, nobody else has a role. */
async function startWithProvider() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-openid-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const callback = `https://127.0.0.1:${port}/sluice/v1/session/openid/callback`;
  const provider = await startProvider(callback, (subject) => (subject === 'ada' ? ['platform'] : []));
  const secretFile = join(folder, 'client-secret');
  writeFileSync(secretFile, OPENID_CLIENT.clientSecret);
  const server = new ControlPlaneProcess({
    stateDir: join(folder, 'state'),
    port,
    args: [
      ...['--oidc-issuer', provider.issuer, '--oidc-client-id', OPENID_CLIENT.clientId],
      ...['--oidc-client-secret-file', secretFile, '--oidc-role', 'platform=admin'],
    ],
  });
  await server.start();
  onTestFinished(() => server.stop());
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  return { provider, client: new PageClient(browser, server) };
}

/** What the page did; the provider's own forms ask for a font elsewhere. */
function ownOffences({ offences }: WatchedPage): string[] {
  return offences.filter((offence) => !offence.includes('fonts.googleapis.com'));
}

describePage('signing in through an OpenID provider', () => {
  test('goes there and back, and on to where one wanted to go', async () => {
    buildPageIfStale();
    const { provider, client } = await startWithProvider();
    const tab = await client.open('/audit', { token: null, otherOrigins: [provider.issuer] });
    const { page } = tab;
    await page.getByTestId('openid').click();
    await page.locator('input[name=login]').fill('ada');
    await page.locator('input[name=password]').fill('x');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
    await page.getByTestId('person').getByText('Name of ada').waitFor();
    expect(ownOffences(tab)).toEqual([]);
  });

  test('says to somebody without a role whom to ask', async () => {
    buildPageIfStale();
    const { provider, client } = await startWithProvider();
    const tab = await client.open('/', { token: null, otherOrigins: [provider.issuer] });
    const { page } = tab;
    await page.getByTestId('openid').click();
    await page.locator('input[name=login]').fill('eve');
    await page.locator('input[name=password]').fill('x');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').getByText('none of your groups has a role here').waitFor();
    await page.getByTestId('openid').waitFor();
    expect(ownOffences(tab)).toEqual([]);
  });

  test('says when the provider is down, and goes on with a token', async () => {
    buildPageIfStale();
    const { provider, client } = await startWithProvider();
    await provider.close();
    const { page, offences } = await client.open('/', { token: null });
    await page.getByTestId('openid').click();
    await page.getByRole('alert').getByText('The provider could not be reached').waitFor();
    await page.getByTestId('token').fill(client.token);
    await page.getByTestId('sign-in').click();
    await page.getByRole('heading', { level: 1, name: 'Control planes' }).waitFor();
    expect(offences).toEqual([]);
  });
});
