import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startTestControlPlane, temporaryFolder } from '../../test/test-control-plane.ts';

const BROWSER = { authorization: '', accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const INDEX = '<!doctype html><title>The page</title>';
const SCRIPT = 'console.log("the page")';

/** A control plane with a page that was built. */
async function startWithPage() {
  const pageDir = await temporaryFolder();
  await mkdir(join(pageDir, 'assets'));
  await writeFile(join(pageDir, 'index.html'), INDEX);
  await writeFile(join(pageDir, 'assets', 'main-1a2b3c4d.js'), SCRIPT);
  await writeFile(join(pageDir, 'assets', 'main-1a2b3c4d.js.br'), brotliCompressSync(SCRIPT));
  return { ...(await startTestControlPlane({ pageDir })), pageDir };
}

test.each(['/', '/sign-in', '/control-planes/x/upstreams', '/index.html'])(
  'a browser gets the page at %s, with a strict policy',
  async (path) => {
    const { send } = await startWithPage();
    const { status, body, headers } = await send('GET', path, undefined, BROWSER);
    expect({ status, body }).toEqual({ status: 200, body: INDEX });
    expect(headers).toMatchObject({
      'cache-control': 'no-cache',
      etag: expect.any(String),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    const policy = String(headers['content-security-policy']);
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy.split('; ')).toContain(rule);
    }
  },
);

test('the page comes again only when it has changed', async () => {
  const { send } = await startWithPage();
  const { headers } = await send('GET', '/', undefined, BROWSER);
  const again = await send('GET', '/', undefined, { ...BROWSER, 'if-none-match': String(headers.etag) });
  expect(again.status).toBe(304);
});

test('files with a hash in their name are kept for ever, and come compressed to who takes that', async () => {
  const { send } = await startWithPage();
  const path = '/assets/main-1a2b3c4d.js';
  const plain = await send('GET', path, undefined, BROWSER);
  expect(plain.body).toBe(SCRIPT);
  expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const small = await send('GET', path, undefined, { ...BROWSER, 'accept-encoding': 'gzip, br' });
  expect(small.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
  expect(small.headers['content-type']).toContain('javascript');
});

test('a build while the server runs is served, and what it has not is 404 to anybody', async () => {
  const { send, pageDir } = await startWithPage();
  const path = '/assets/main-5e6f7a8b.js';
  const before = await send('GET', path, undefined, BROWSER);
  expect(before).toMatchObject({ status: 404, contentType: 'application/problem+json' });
  expect(before.headers['cache-control']).toBe('no-store');
  await writeFile(join(pageDir, 'assets', 'main-5e6f7a8b.js'), SCRIPT);
  await writeFile(join(pageDir, 'index.html'), `${INDEX}<p>anew`);
  await rm(join(pageDir, 'assets', 'main-1a2b3c4d.js'));
  expect(await send('GET', path, undefined, BROWSER)).toMatchObject({ status: 200, body: SCRIPT });
  expect(await send('GET', '/', undefined, BROWSER)).toMatchObject({ status: 200, body: `${INDEX}<p>anew` });
  const gone = await send('GET', '/assets/main-1a2b3c4d.js', undefined, { authorization: '', accept: '*/*' });
  expect(gone.status).toBe(404);
  expect((await send('POST', '/assets/x', {}, { authorization: '' })).status).toBe(404);
});

test.each([
  '/assets/gone-1a2b3c4d.js',
  '/v2/no-such-thing',
  '/assets/../../secrets.key',
  '/%2e%2e/secrets.key',
])('a program does not get the page, or any file, at %s', async (path) => {
  const { send } = await startWithPage();
  const { status, body } = await send('GET', path, undefined, { authorization: '', accept: '*/*' });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(JSON.stringify(body)).not.toContain('The page');
});

test('without a build a browser is told how to make one, and the API answers as ever', async () => {
  const { send } = await startTestControlPlane({ pageDir: '/nowhere' });
  const { status, body } = await send('GET', '/', undefined, BROWSER);
  expect(status).toBe(200);
  expect(body).toContain('npm run build');
  expect((await send('GET', '/v2/control-planes')).status).toBe(200);
});
