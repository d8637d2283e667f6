import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { coreEntitiesPath } from '@sluice/konnect-api';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { constraintError, entity, field, reference, validationError } from './core-entity-errors.ts';
import { startScene, UNKNOWN_ID } from './scenes.ts';
import { createTestCertificate } from './test-certificate.ts';
import { startTestControlPlane, testTls } from './test-control-plane.ts';
import { queryDatabase } from './test-database.ts';
import { createViewer } from './viewer-token.ts';

const other = await createTestCertificate();
const { cert, key } = testTls;

/** A line out of the middle of the key, which is in no other text. */
const KEY_LINE = key.split('\n')[1] ?? '';

async function startWithCertificate() {
  const scene = await startScene();
  const certificates = coreEntitiesPath(scene.controlPlaneId, 'certificates');
  const created = await scene.send('POST', certificates, { cert, key, tags: ['edge'] });
  expect(created.status).toBe(201);
  return { ...scene, certificates, created, id: (created.body as { id: string }).id };
}

describe('a private key', () => {
  test('is answered to who may write, and left out for who may only read', async () => {
    const { send, certificates, id, created, ...scene } = await startWithCertificate();
    const viewer = await createViewer({ send, ...scene });
    expect(created.body).toMatchObject({ cert, key, tags: ['edge'] });
    expect((await send('GET', `${certificates}/${id}`)).body).toEqual(created.body);
    expect((await send('GET', certificates)).body).toMatchObject({ data: [{ id, key }] });
    for (const path of [certificates, `${certificates}/${id}`, `${certificates}?tags=edge`]) {
      const { status, body } = await send('GET', path, undefined, viewer);
      expect(status).toBe(200);
      expect(JSON.stringify(body)).toContain(id);
      expect(JSON.stringify(body)).not.toMatch(/PRIVATE KEY|"key/);
    }
    expect((await send('PUT', `${certificates}/${id}`, { cert, key }, viewer)).status).toBe(403);
  });

  test('is nowhere in database, changes, events, audit or log', async () => {
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const server = await startTestControlPlane({ logger: pino({ level: 'trace' }, sink) });
    const { id: controlPlaneId } = await server.client.createControlPlane({ name: 'gateway' });
    const certificates = coreEntitiesPath(controlPlaneId, 'certificates');
    const headers = { 'idempotency-key': 'once' };
    const created = await server.send('POST', certificates, { cert, key }, headers);
    const { id } = created.body as { id: string };
    await server.send('PUT', `${certificates}/${id}`, { cert: other.cert, key: other.key });
    await server.send('PUT', `${certificates}/${id}`, { cert, key: other.key });
    await server.send('PUT', `${certificates}/${id}`, {
      cert,
      key,
      cert_alt: other.cert,
      key_alt: other.key,
    });
    await server.send(
      'POST',
      certificates,
      `{"cert": ${JSON.stringify(cert)}, "key": ${JSON.stringify(key)}`,
    );
    const history = `/sluice/v1/control-planes/${controlPlaneId}/entities/${id}/history`;
    const texts = [
      ...lines,
      JSON.stringify((await server.send('GET', history)).body),
      JSON.stringify((await server.send('GET', '/sluice/v1/audit')).body),
    ];
    for (const table of ['entities', 'changes', 'audit', 'idempotency_keys']) {
      const rows = await queryDatabase(server.dataDir, `select * from ${table}`);
      expect(rows, table).not.toEqual([]);
      texts.push(JSON.stringify(rows));
    }
    for (const file of readdirSync(server.dataDir).filter((name) => name.startsWith('control-plane.db'))) {
      texts.push(readFileSync(`${server.dataDir}/${file}`, 'latin1'));
    }
    const secretLines = [KEY_LINE, other.key.split('\n')[1] ?? ''];
    for (const text of texts) {
      expect(secretLines.filter((line) => text.includes(line))).toEqual([]);
    }
    expect(texts.join()).toContain('redacted');
    expect((await server.send('GET', `${certificates}/${id}`)).body).toMatchObject({
      key,
      key_alt: other.key,
    });
  });

  test('that is put again unchanged changes nothing', async () => {
    const { send, certificates, id, created } = await startWithCertificate();
    const put = await send('PUT', `${certificates}/${id}`, { cert, key, tags: ['edge'] });
    expect(put.body).toEqual(created.body);
    expect(put.headers.etag).toBe(created.headers.etag);
  });

  test('outlives a restart', async () => {
    const first = await startTestControlPlane();
    const { id: controlPlaneId } = await first.client.createControlPlane({ name: 'gateway' });
    const certificates = coreEntitiesPath(controlPlaneId, 'certificates');
    const { id } = await first.client.createEntity<{ id: string }>(certificates, { cert, key });
    await first.running.close();
    const second = await startTestControlPlane({ dataDir: first.dataDir });
    expect(await second.client.getEntity(certificates, id)).toMatchObject({ key });
  });
});

test.each<[string, object, object]>([
  ['without a key', { cert }, entity("missing properties: 'key'")],
  ['with an empty certificate', { cert: '', key }, entity("missing properties: 'cert'")],
  ['with text for a key', { cert, key: 'x' }, field('key', 'must be an unencrypted private key in PEM form')],
  [
    'with a certificate that can not be read',
    { cert: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', key },
    field('cert', 'is not a certificate in PEM form'),
  ],
  [
    'with a key that can not be read',
    { cert, key: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' },
    field('key', 'is not an unencrypted private key in PEM form'),
  ],
  [
    'with an encrypted key',
    {
      cert,
      key: createPrivateKey(key).export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'x',
      }),
    },
    field('key', expect.stringContaining('unencrypted')),
  ],
  ['with the key of another', { cert, key: other.key }, field('key', "does not belong to 'cert'")],
  [
    'with half of a second pair',
    { cert, key, cert_alt: other.cert },
    entity("'cert_alt' and 'key_alt' must be given together"),
  ],
])('a certificate %s is refused, and the answer repeats no secret', async (_what, body, detail) => {
  const { send, controlPlaneId } = await startScene();
  const answer = await send('POST', coreEntitiesPath(controlPlaneId, 'certificates'), body);
  expect(answer).toMatchObject({ status: 400, body: validationError(detail) });
  expect(JSON.stringify(answer.body)).not.toContain(KEY_LINE);
});

describe('what refers to a certificate', () => {
  test.each<[string, object]>([
    ['upstreams', { name: 'mutual' }],
    ['services', { host: 'a.example', protocol: 'https' }],
  ])('%s need it to be there, and keep it from being deleted', async (collection, body) => {
    const { send, controlPlaneId, certificates, id } = await startWithCertificate();
    const referrers = coreEntitiesPath(controlPlaneId, collection);
    const index = 'client_certificate_id';
    const missing = await send('POST', referrers, { ...body, client_certificate: { id: UNKNOWN_ID } });
    const message = `${index} (type: foreign) constraint failed for value '${UNKNOWN_ID}': `;
    expect(missing.body).toEqual(constraintError(reference('client_certificate.id', message)));

    const made = await send('POST', referrers, { ...body, client_certificate: { id } });
    expect(made).toMatchObject({ status: 201, body: { client_certificate: { id } } });
    const referrer = `${referrers}/${(made.body as { id: string }).id}`;
    const refused = await send('DELETE', `${certificates}/${id}`);
    expect(refused).toMatchObject({ status: 400, body: { message: 'data constraint error' } });
    expect(JSON.stringify(refused.body)).toContain(`${index} (type: foreign) constraint failed`);

    expect((await send('PUT', referrer, body)).status).toBe(200);
    expect((await send('DELETE', `${certificates}/${id}`)).status).toBe(204);
    expect((await send('DELETE', referrer)).status).toBe(204);
  });

  test('lets it go once it is deleted itself', async () => {
    const { send, upstreams, certificates, id } = await startWithCertificate();
    const made = await send('POST', upstreams, { name: 'mutual', client_certificate: { id } });
    await send('DELETE', `${upstreams}/${(made.body as { id: string }).id}`);
    expect((await send('DELETE', `${certificates}/${id}`)).status).toBe(204);
  });
});
