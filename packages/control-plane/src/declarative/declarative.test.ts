import { coreEntitiesPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { startScene } from '../../test/scenes.ts';
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

test.each([
  ['no document', 17, 'the document must be an object'],
  ['another version', { _format_version: '1.1' }, '_format_version: must be "3.0"'],
  ['what is not supported', { _format_version: '3.0', plugins: [] }, "plugins: isn't supported"],
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
