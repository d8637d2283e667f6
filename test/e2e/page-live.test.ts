import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Request } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { launchChromium } from './support/browser.ts';
import { buildPageIfStale } from './support/built-page.ts';
import { ControlPlaneProcess, freePort } from './support/control-plane-process.ts';
import { PageClient } from './support/page-client.ts';
import { describePage } from './support/page-test.ts';

interface Identified {
  readonly id: string;
}

/** What a browser says of a server that is away; nothing else may stand on the console. */
const AWAY = /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/;

/** A control plane of its own with an upstream, whose page is open and live. */
async function openLivePage() {
  buildPageIfStale();
  const folder = mkdtempSync(join(tmpdir(), 'sluice-live-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const stateDir = join(folder, 'state');
  const server = new ControlPlaneProcess({ stateDir, port: await freePort() });
  await server.start();
  onTestFinished(() => server.stop());
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const client = new PageClient(browser, server);
  const plane = await client.api<Identified>('/v2/control-planes', 'POST', { name: 'live' });
  const upstreams = `/v2/control-planes/${plane.id}/core-entities/upstreams`;
  const upstream = await client.api<Identified>(upstreams, 'POST', { name: 'web' });
  const targets = `${upstreams}/${upstream.id}/targets`;
  const addTarget = (target: string) => client.api<Identified>(targets, 'POST', { target, weight: 10 });
  await addTarget('10.8.0.1');
  const { page, offences } = await client.open(`/control-planes/${plane.id}/upstreams/${upstream.id}`);
  const streams: Request[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/events')) streams.push(request);
  });
  await row(page, '10.8.0.1').waitFor();
  await indicator(page, 'live').waitFor();
  const complaints = () => offences.filter((offence) => !AWAY.test(offence));
  return { folder, stateDir, server, client, page, plane, targets, addTarget, streams, complaints };
}

const row = (page: Page, address: string) =>
  page.getByTestId('traffic-row').filter({ hasText: `${address}:8000` });

const indicator = (page: Page, state: 'live' | 'broken' | 'unavailable') =>
  page.locator(`.live-indicator.${state}`);

describePage('the change stream in the page', () => {
  test('goes on after the last change it told when the server restarts', async () => {
    const { server, page, addTarget, streams, complaints } = await openLivePage();
    await addTarget('10.8.0.2');
    await row(page, '10.8.0.2').waitFor();

    await server.stop('SIGKILL');
    await indicator(page, 'broken').getByText('Reconnecting').waitFor();
    await server.start();
    await addTarget('10.8.0.3');
    await indicator(page, 'live').waitFor();
    await row(page, '10.8.0.3').waitFor();
    await row(page, '10.8.0.1').waitFor();

    // One upstream and two targets had been told; the third target came after them, over the new stream.
    const resumed = streams.at(-1);
    expect(resumed?.headers()['last-event-id']).toBe('3');
    await addTarget('10.8.0.4');
    await row(page, '10.8.0.4').waitFor();
    expect(complaints()).toEqual([]);
  });

  test('reads everything anew when the server no longer has what came after', async () => {
    const { folder, stateDir, server, page, addTarget, streams, complaints } = await openLivePage();
    const backup = join(folder, 'backup');
    await server.stop();
    cpSync(stateDir, backup, { recursive: true });
    await server.start();
    await indicator(page, 'live').waitFor();
    await addTarget('10.8.0.2');
    await addTarget('10.8.0.3');
    await row(page, '10.8.0.3').waitFor();

    // Somebody restores the backup, in which the last changes never happened.
    await server.stop('SIGKILL');
    await indicator(page, 'broken').waitFor();
    rmSync(stateDir, { recursive: true });
    cpSync(backup, stateDir, { recursive: true });
    await server.start();
    await row(page, '10.8.0.3').waitFor({ state: 'detached' });
    await row(page, '10.8.0.1').getByText('100 %').waitFor();
    await indicator(page, 'live').waitFor();
    expect(streams.at(-1)?.headers()['last-event-id']).toBeUndefined();
    await addTarget('10.8.0.4');
    await row(page, '10.8.0.4').getByText('50 %').waitFor();
    expect(complaints()).toEqual([]);
  });

  test('says that the control plane is gone when somebody deletes it', async () => {
    const { client, page, plane, complaints } = await openLivePage();
    await client.api(`/v2/control-planes/${plane.id}`, 'DELETE');
    await page.getByText('There is nothing here').waitFor();
    expect(complaints().filter((offence) => !offence.includes('404'))).toEqual([]);
  });

  test('ends with the session that opened it', async () => {
    const { client, page, complaints } = await openLivePage();
    const { data } = await client.api<{ data: Identified[] }>('/sluice/v1/users');
    await client.api('/sluice/v1/users', 'POST', { name: 'Another', roles: [{ role: 'admin' }] });
    await client.api(`/sluice/v1/users/${data[0]?.id}`, 'DELETE');
    await page.getByTestId('token').waitFor();
    expect(complaints().filter((offence) => !offence.includes('401'))).toEqual([]);
  });
});
