import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../http/api-request.ts';
import type { ApiResponse } from '../http/api-response.ts';
import { configMap } from '../registry/built-ins/config-map.ts';
import { secret } from '../registry/built-ins/secret.ts';
import { ResourceCatalog } from '../registry/resource-catalog.ts';
import { ApiError } from '../status/api-error.ts';
import { OpenApi } from './openapi.ts';

function setUp() {
  const catalog = new ResourceCatalog();
  catalog.put(secret);
  const openApi = new OpenApi(catalog, 'v1.35.0');
  const get = (url: string, headers: ApiRequest['headers'] = {}): ApiResponse => {
    const { pathname, searchParams } = new URL(url, 'https://localhost');
    const user = { name: 'somebody', uid: '', groups: [] };
    const readBody = () => Promise.reject(new Error('nobody reads the body of a GET'));
    const authorize = () => undefined;
    const where = { method: 'GET', path: pathname, query: searchParams };
    return openApi.respond({ ...where, headers, user, authorize, readBody });
  };
  const index = () => JSON.parse(String(get('/openapi/v3').body)).paths;
  return { catalog, get, index };
}

describe('what is below /openapi', () => {
  it('the index leads to documents that may be kept for good', () => {
    const { get, index } = setUp();
    const answer = get(index()['api/v1'].serverRelativeURL);
    expect(answer.status).toBe(200);
    expect(answer.headers?.['Cache-Control']).toContain('immutable');
    expect(JSON.parse(String(answer.body)).openapi).toBe('3.0.0');
  });

  it('a document without a hash is not kept, and one with an old hash is found under the new one', () => {
    const { get, index } = setUp();
    expect(get('/openapi/v3/api/v1').headers?.['Cache-Control']).toContain('no-cache');
    const moved = get('/openapi/v3/api/v1?hash=OLD');
    expect(moved).toMatchObject({ status: 301, headers: { Location: index()['api/v1'].serverRelativeURL } });
  });

  it('what the client has already is not sent again', () => {
    const { get } = setUp();
    for (const path of ['/openapi/v2', '/openapi/v3/api/v1']) {
      const etag = get(path).headers?.['ETag'];
      expect(get(path, { 'if-none-match': etag })).toMatchObject({ status: 304, body: '' });
    }
  });

  it('a change of what is served shows at once', () => {
    const { catalog, get, index } = setUp();
    const before = index()['api/v1'].serverRelativeURL;
    const swagger = get('/openapi/v2').headers?.['ETag'];
    catalog.put(configMap);
    expect(index()['api/v1'].serverRelativeURL).not.toBe(before);
    expect(get('/openapi/v2').headers?.['ETag']).not.toBe(swagger);
    expect(String(get('/openapi/v2').body)).toContain('/configmaps');
  });

  it('old clients get Swagger as protobuf, others as JSON', () => {
    const { get } = setUp();
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
    expect(get('/openapi/v2', { accept }).contentType).toBe(
      'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
    );
    expect(JSON.parse(String(get('/openapi/v2').body)).swagger).toBe('2.0');
  });

  it.each(['/openapi/v3/apis/none/v1', '/openapi/v4', '/openapi/v2x'])('%s is not there', (path) => {
    const { get } = setUp();
    expect(() => get(path)).toThrow(ApiError);
  });
});
