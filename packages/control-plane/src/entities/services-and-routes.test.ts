import { coreEntitiesPath } from '@sluice/konnect-api';
import { describe, expect, test } from 'vitest';
import { constraintError, entity, field, reference, validationError } from '../../test/core-entity-errors.ts';
import { type Scene, startScene, UNKNOWN_ID } from '../../test/scenes.ts';

async function startWithService() {
  const scene = await startScene();
  const services = coreEntitiesPath(scene.controlPlaneId, 'services');
  const routes = coreEntitiesPath(scene.controlPlaneId, 'routes');
  const body = { host: 'a.example', name: 'a' };
  const { id } = await scene.client.createEntity<{ id: string }>(services, body);
  return { ...scene, services, routes, serviceId: id, routesOfService: `${services}/${id}/routes` };
}

describe('a service', () => {
  test('has the defaults of the contract', async () => {
    const { send, services, serviceId } = await startWithService();
    expect((await send('GET', `${services}/a`)).body).toEqual({
      id: serviceId,
      name: 'a',
      host: 'a.example',
      connect_timeout: 60000,
      enabled: true,
      port: 80,
      protocol: 'http',
      read_timeout: 60000,
      retries: 5,
      write_timeout: 60000,
      created_at: expect.any(Number),
      updated_at: expect.any(Number),
    });
  });

  test.each<[string, object]>([
    ['http://b.example', { protocol: 'http', host: 'b.example', port: 80 }],
    ['https://b.example/', { protocol: 'https', host: 'b.example', port: 443, path: '/' }],
    ['https://b.example:8443/a/b', { protocol: 'https', host: 'b.example', port: 8443, path: '/a/b' }],
    ['grpc://10.0.0.1:9000', { protocol: 'grpc', host: '10.0.0.1', port: 9000 }],
    ['HTTP://[::1]:8080', { protocol: 'http', host: '[::1]', port: 8080 }],
  ])('may be given by the url %s', async (url, parts) => {
    const { send, services } = await startWithService();
    const { status, body } = await send('POST', services, { url, path: '/other' });
    expect({ status, body }).toMatchObject({ status: 201, body: parts });
    expect(body).not.toHaveProperty('url');
    expect('path' in parts || !('path' in (body as object))).toBe(true);
  });

  test.each<[object, object]>([
    [{}, entity("missing properties: 'host'")],
    [{ host: '' }, entity("missing properties: 'host'")],
    [{ host: 'a b' }, field('host', expect.stringContaining('host name'))],
    [{ host: 'a', port: 70000 }, field('port', 'must be <= 65535 but found 70000')],
    [{ host: 'a', protocol: 'ftp' }, field('protocol', expect.stringContaining('value must be one of'))],
    [{ host: 'a', path: 'x' }, field('path', expect.stringContaining("must begin with '/'"))],
    [{ host: 'a', retries: -1 }, field('retries', 'must be >= 0 but found -1')],
    [{ host: 'a', name: 'a b' }, field('name', expect.any(String))],
    [{ host: 'a', read_timeout: 0 }, field('read_timeout', 'must be >= 1 but found 0')],
    [{ url: 'a.example' }, field('url', expect.stringContaining('must be a URL'))],
    [{ url: 7 }, field('url', expect.stringContaining('must be a URL'))],
    [{ url: 'http://a:99999' }, field('port', 'must be <= 65535 but found 99999')],
    [{ host: 'a', protocol: 'tcp', path: '/' }, entity(expect.stringContaining("'path' must be left out"))],
    [{ host: 'a', tls_verify: true }, entity(expect.stringContaining("'tls_verify' needs 'protocol'"))],
    [{ host: 'a', unheard_of: 1 }, field('unheard_of', 'unknown field')],
  ])('%j is refused', async (body, detail) => {
    const { send, services } = await startWithService();
    const answer = await send('POST', services, body);
    expect(answer).toMatchObject({ status: 400, body: validationError(detail) });
  });

  test('has a name of its own, where it has one', async () => {
    const { send, services } = await startWithService();
    const message = "name (type: unique) constraint failed for value 'a': ";
    const taken = await send('POST', services, { host: 'b', name: 'a' });
    expect(taken.body).toEqual(constraintError(reference('name', message)));
    expect((await send('POST', services, { host: 'b' })).status).toBe(201);
    expect((await send('POST', services, { host: 'b' })).status).toBe(201);
    const found = await send('GET', `${services}?filter[name][contains]=a&page[size]=30&page[number]=1`);
    expect((found.body as { data: object[] }).data).toHaveLength(1);
  });

  test('stays as long as it has routes', async () => {
    const { send, services, serviceId, routesOfService } = await startWithService();
    const route = await send('POST', routesOfService, { paths: ['/a'] });
    const routeId = (route.body as { id: string }).id;
    const message = `service_id (type: foreign) constraint failed for value '${serviceId}': route ${routeId} refers to it; change or delete that first`;
    const refused = await send('DELETE', `${services}/${serviceId}`);
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual(constraintError(reference('service.id', message)));
    await send('DELETE', `${routesOfService}/${routeId}`);
    expect((await send('DELETE', `${services}/${serviceId}`)).status).toBe(204);
  });
});

describe('a route', () => {
  test('has the defaults of its kind', async () => {
    const { send, routes } = await startWithService();
    const shared = {
      id: expect.any(String),
      https_redirect_status_code: 426,
      path_handling: 'v0',
      preserve_host: false,
      protocols: ['https'],
      request_buffering: true,
      response_buffering: true,
      strip_path: true,
      created_at: expect.any(Number),
      updated_at: expect.any(Number),
    };
    const traditional = await send('POST', routes, { paths: ['/a'] });
    expect(traditional.body).toEqual({ ...shared, paths: ['/a'], regex_priority: 0 });
    const expression = 'http.path == "/a"';
    const byExpression = await send('POST', routes, { expression });
    expect(byExpression.body).toEqual({ ...shared, expression, priority: 0 });
  });

  test('is the same below its service and directly', async () => {
    const { send, routes, serviceId, routesOfService } = await startWithService();
    const made = await send('POST', routesOfService, { name: 'r', paths: ['/a'] });
    const { id } = made.body as { id: string };
    expect(made.body).toMatchObject({ service: { id: serviceId } });
    for (const path of [
      `${routes}/${id}`,
      `${routes}/r`,
      `${routesOfService}/${id}`,
      `${routesOfService}/r`,
    ]) {
      expect((await send('GET', path)).body).toEqual(made.body);
    }
    const direct = await send('POST', routes, { paths: ['/b'], service: { id: serviceId } });
    const { body } = await send('GET', routesOfService);
    expect((body as { data: object[] }).data).toEqual([made.body, direct.body]);
  });

  test('may stand alone, and change or lose its service', async () => {
    const { client, send, services, routes, serviceId, routesOfService } = await startWithService();
    const alone = await client.createEntity<{ id: string }>(routes, { paths: ['/a'] });
    const inService = `${routesOfService}/${alone.id}`;
    expect((await send('GET', inService)).status).toBe(404);
    expect((await send('DELETE', inService)).status).toBe(404);
    const moved = await send('PUT', inService, { paths: ['/a'] });
    expect(moved.body).toMatchObject({ service: { id: serviceId } });
    expect((await send('DELETE', `${services}/${serviceId}`)).status).toBe(400);
    const freed = await send('PUT', `${routes}/${alone.id}`, { paths: ['/a'], service: null });
    expect(freed.body).not.toHaveProperty('service');
    expect((await send('DELETE', `${services}/${serviceId}`)).status).toBe(204);
  });

  test('needs its service to be there', async () => {
    const { send, services, routes } = await startWithService();
    const message = `service_id (type: foreign) constraint failed for value '${UNKNOWN_ID}': `;
    const expected = { status: 400, body: constraintError(reference('service.id', message)) };
    const body = { paths: ['/a'] };
    expect(await send('POST', routes, { ...body, service: { id: UNKNOWN_ID } })).toMatchObject(expected);
    expect(await send('POST', `${services}/${UNKNOWN_ID}/routes`, body)).toMatchObject(expected);
    expect((await send('GET', `${services}/${UNKNOWN_ID}/routes`)).status).toBe(404);
  });

  test.each<[object, object]>([
    [{}, entity(expect.stringContaining('at least one of'))],
    [{ paths: [] }, entity(expect.stringContaining('at least one of'))],
    [{ protocols: ['tcp'], paths: ['/'] }, entity(expect.stringContaining("'sources', 'destinations'"))],
    [{ protocols: ['http', 'tcp'], paths: ['/'] }, entity(expect.stringContaining("can't be combined"))],
    [{ protocols: [], paths: ['/'] }, field('protocols', expect.any(String))],
    [{ paths: ['x'] }, field('paths[0]', expect.stringContaining("must begin with '/'"))],
    [{ methods: ['get'] }, field('methods[0]', expect.stringContaining('capital letters'))],
    [{ hosts: ['a b'] }, field('hosts[0]', expect.stringContaining('host name'))],
    [{ paths: ['/'], expression: 'x' }, entity(expect.stringContaining("'paths' can't be set"))],
    [{ expression: 'x', regex_priority: 1 }, entity(expect.stringContaining("'regex_priority'"))],
    [{ paths: ['/'], priority: 1 }, entity(expect.stringContaining("'priority' belongs to 'expression'"))],
    [{ paths: ['/'], path_handling: 'v2' }, field('path_handling', expect.any(String))],
    [
      { paths: ['/'], https_redirect_status_code: 303 },
      field('https_redirect_status_code', expect.any(String)),
    ],
  ])('%j is refused', async (body, detail) => {
    const { send, routes } = await startWithService();
    expect(await send('POST', routes, body)).toMatchObject({ status: 400, body: validationError(detail) });
  });

  test('may not contradict the path', async () => {
    const { send, serviceId, routesOfService } = await startWithService();
    const answer = await send('POST', routesOfService, { paths: ['/'], service: { id: UNKNOWN_ID } });
    const words = `must be '${serviceId}' as in the path, or be left out`;
    expect(answer).toMatchObject({ status: 400, body: validationError(field('service.id', words)) });
  });
});

test.each<[string, (scene: Scene) => string]>([
  ['services', ({ controlPlaneId }) => coreEntitiesPath(controlPlaneId, 'services')],
  ['routes', ({ controlPlaneId }) => coreEntitiesPath(controlPlaneId, 'routes')],
])('%s take a name to read and a UUID to write', async (_collection, pathOf) => {
  const scene = await startScene();
  const path = pathOf(scene);
  expect((await scene.send('GET', `${path}/nobody`)).status).toBe(404);
  for (const method of ['PUT', 'DELETE']) {
    const answer = await scene.send(method, `${path}/nobody`, method === 'PUT' ? {} : undefined);
    expect(answer).toMatchObject({ status: 400, body: { message: "'nobody' is not a valid uuid" } });
  }
});
