import { coreEntitiesPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { startScene } from '../../test/scenes.ts';
import { createTestCertificate } from '../../test/test-certificate.ts';
import { startTestControlPlane } from '../../test/test-control-plane.ts';
import { applyDeclarativeImport, exportDeclarative, planDeclarativeImport } from './declarative-transfer.ts';

async function filledScene() {
  const scene = await startScene();
  const { client, targets, controlPlaneId } = scene;
  await client.createEntity(targets, { target: '10.0.0.2', weight: 70 });
  await client.createEntity(targets, { target: '10.0.0.1', weight: 30, tags: ['a'] });
  const services = coreEntitiesPath(controlPlaneId, 'services');
  const { id } = await client.createEntity<{ id: string }>(services, { name: 'api', host: 'api.example' });
  const routes = coreEntitiesPath(controlPlaneId, 'routes');
  await client.createEntity(routes, { name: 'v1', paths: ['/v1'], service: { id } });
  await client.createEntity(routes, { name: 'alone', paths: ['/alone'] });
  const document = () => exportDeclarative(client, { id: controlPlaneId, name: 'gateway' });
  return { ...scene, document };
}

/** Plans and applies; answers what was done. */
async function importInto(
  { client }: Pick<Awaited<ReturnType<typeof startScene>>, 'client'>,
  controlPlaneId: string,
  document: unknown,
): Promise<string[]> {
  const plan = await planDeclarativeImport(client, controlPlaneId, document);
  if (!plan.ok) {
    throw new Error(plan.problems.join('\n'));
  }
  await applyDeclarativeImport(client, controlPlaneId, plan.steps);
  return plan.steps.map(({ action, type, name }) => `${action} ${type} ${name}`);
}

test('an export nests children and leaves out ids and times', async () => {
  const { document } = await filledScene();
  expect(await document()).toMatchObject({
    _format_version: '3.0',
    _konnect: { control_plane_name: 'gateway' },
    services: [{ name: 'api', routes: [{ name: 'v1' }] }],
    routes: [{ name: 'alone' }],
    upstreams: [{ name: 'web', targets: [{ target: '10.0.0.1:8000' }, { target: '10.0.0.2:8000' }] }],
  });
  expect(JSON.stringify(await document())).not.toMatch(/"(id|created_at|updated_at|upstream|service)":/);
});

test('export, import and export give the same document', async () => {
  const scene = await filledScene();
  const exported = await scene.document();
  const other = await scene.createGateway();
  const done = await importInto(scene, other, exported);
  expect(done).toHaveLength(6);
  expect(await exportDeclarative(scene.client, { id: other, name: 'gateway' })).toEqual(exported);
  expect(await importInto(scene, other, exported)).toEqual([]);
});

test('an import changes what differs, deletes what is not there, and leaves the rest', async () => {
  const scene = await filledScene();
  const document = {
    _format_version: '3.0',
    services: [{ name: 'api', host: 'api.example', retries: 9 }],
    upstreams: [
      { name: 'web', targets: [{ target: '10.0.0.1', weight: 30, tags: ['a'] }, { target: 'new' }] },
    ],
  };
  expect(await importInto(scene, scene.controlPlaneId, document)).toEqual([
    'update service api',
    'create target new:8000',
    'delete target 10.0.0.2:8000',
    'delete route v1',
    'delete route alone',
  ]);
});

/** Fills the scene with what has no name, and with what refers to certificates. */
async function sceneWithCertificates() {
  const scene = await filledScene();
  const { client, controlPlaneId } = scene;
  const at = (collection: string) => coreEntitiesPath(controlPlaneId, collection);
  const pair = await createTestCertificate();
  const { id } = await client.createEntity<{ id: string }>(at('certificates'), pair);
  await client.createEntity(at('services'), {
    name: 'secure',
    host: 'secure.example',
    protocol: 'https',
    client_certificate: { id },
  });
  const bare = await client.createEntity<{ id: string }>(at('services'), { host: 'bare.example' });
  await client.createEntity(`${at('services')}/${bare.id}/routes`, { paths: ['/bare'] });
  await client.createEntity(at('upstreams'), { name: 'mutual', client_certificate: { id } });
  return { ...scene, certificateId: id, pair };
}

test('a file in decK’s format has private keys, and references in the form that decK has them', async () => {
  const { document, certificateId, pair } = await sceneWithCertificates();
  expect(await document()).toMatchObject({
    certificates: [{ id: certificateId, cert: pair.cert, key: pair.key }],
    services: expect.arrayContaining([
      expect.objectContaining({ name: 'secure', client_certificate: certificateId }),
      expect.objectContaining({ host: 'bare.example', id: expect.any(String) }),
    ]),
    upstreams: expect.arrayContaining([
      expect.objectContaining({ name: 'mutual', client_certificate: { id: certificateId } }),
    ]),
  });
});

test('on an empty server export, import and export give the same document, private keys too', async () => {
  const { document } = await sceneWithCertificates();
  const exported = await document();
  const empty = await startTestControlPlane();
  const { id } = await empty.client.createControlPlane({ name: 'gateway' });
  await importInto(empty, id, exported);
  expect(await exportDeclarative(empty.client, { id, name: 'gateway' })).toEqual(exported);
  expect(await importInto(empty, id, exported)).toEqual([]);
});

test('beside the control plane that it is from, ids that are taken are replaced, and references follow', async () => {
  const scene = await sceneWithCertificates();
  const exported = await scene.document();
  const other = await scene.createGateway();
  await importInto(scene, other, exported);
  const copy = await exportDeclarative(scene.client, { id: other, name: 'gateway' });
  const [certificate] = copy['certificates'] as { id: string; key: string }[];
  expect(certificate).toMatchObject({
    id: expect.not.stringMatching(scene.certificateId),
    key: scene.pair.key,
  });
  const ids = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  const withoutIds = (document: object) => JSON.stringify(document).replace(ids, 'id');
  expect(withoutIds(copy)).toBe(withoutIds(exported));
  expect(copy['services']).toContainEqual(
    expect.objectContaining({ name: 'secure', client_certificate: certificate?.id }),
  );
  // What was replaced is found again, and the control plane that the file is from is as it was.
  expect(await importInto(scene, other, exported)).toEqual([]);
  expect(await scene.document()).toEqual(exported);
});

test('references may be by name or id, as a string or an object', async () => {
  const { client, controlPlaneId, ...scene } = await startScene();
  const document = {
    _format_version: '3.0',
    services: [
      { name: 'api', host: 'a' },
      { name: 'web', host: 'b' },
    ],
    routes: [
      { name: 'one', paths: ['/1'], service: { name: 'api' } },
      { name: 'two', paths: ['/2'], service: 'web' },
    ],
    plugins: [],
    consumers: null,
  };
  await importInto({ ...scene, client }, controlPlaneId, document);
  expect(await exportDeclarative(client, { id: controlPlaneId, name: 'gateway' })).toMatchObject({
    services: [
      { name: 'api', routes: [{ name: 'one' }] },
      { name: 'web', routes: [{ name: 'two' }] },
    ],
  });
});

test('a document that selects by tags tags what it holds and leaves alone what has not all of them', async () => {
  const scene = await startScene();
  const { client, controlPlaneId, upstreams } = scene;
  await client.createEntity(upstreams, { name: 'ours', tags: ['team-a', 'prod'] });
  await client.createEntity(upstreams, { name: 'half', tags: ['team-a'] });
  const document = {
    _format_version: '3.0',
    _info: { select_tags: ['team-a', 'prod'] },
    upstreams: [{ name: 'new', tags: ['mine'] }],
  };
  expect(await importInto(scene, controlPlaneId, document)).toEqual([
    'create upstream new',
    'delete upstream ours',
  ]);
  const { data } = await client.listEntities<{ name: string; tags?: string[] }>(upstreams);
  expect(data.map(({ name, tags }) => [name, tags])).toEqual([
    ['web', undefined],
    ['half', ['team-a']],
    ['new', ['mine', 'team-a', 'prod']],
  ]);
  expect(await importInto(scene, controlPlaneId, document)).toEqual([]);
});

test.each([
  ['no document', 17, 'the document must be an object'],
  ['another version', { _format_version: '1.1' }, '_format_version: must be "3.0"'],
  [
    'what is not supported',
    { _format_version: '3.0', plugins: [{ name: 'cors' }] },
    "plugins: isn't supported",
  ],
  [
    'a collection that is none',
    { _format_version: '3.0', upstreams: { name: 'web' } },
    'upstreams: must be a list',
  ],
  [
    'defaults',
    { _format_version: '3.0', _info: { defaults: { service: {} } } },
    "_info.defaults: isn't supported",
  ],
  [
    'tags that are none',
    { _format_version: '3.0', _info: { select_tags: 'a' } },
    '_info.select_tags: must be a list',
  ],
  [
    'a new entity twice',
    {
      _format_version: '3.0',
      services: [
        { name: 'a', host: 'a' },
        { name: 'a', host: 'b' },
      ],
    },
    'services[1]: is in the document twice',
  ],
  [
    'a field that is wrong',
    { _format_version: '3.0', upstreams: [{ name: 'web', targets: [{ target: 'a:b:c' }] }] },
    'upstreams[0].targets[0]: target: ',
  ],
  [
    'an entity twice',
    { _format_version: '3.0', upstreams: [{ name: 'web' }, { name: 'web' }] },
    'upstreams[1]: is in the document twice',
  ],
])('%s is refused before anything is changed, and named', async (_what, document, says) => {
  const { client, controlPlaneId } = await startScene();
  const plan = await planDeclarativeImport(client, controlPlaneId, document);
  expect(plan).toEqual({ ok: false, problems: [expect.stringContaining(says)] });
});
