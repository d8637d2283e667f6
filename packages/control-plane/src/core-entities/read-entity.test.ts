import { describe, expect, test } from 'vitest';
import { entity, field, validationError } from '../../test/core-entity-errors.ts';
import { startScene, UNKNOWN_ID } from '../../test/scenes.ts';

const CHARACTERS = "may hold letters, digits, '.', '-', '_' and '~' only";
const HEALTH = 'healthchecks.active';

describe('a wrong field of an upstream', () => {
  test.each<[string, object, object]>([
    ['a bad name', { name: 'a b' }, field('name', CHARACTERS)],
    ['a name with an umlaut', { name: 'wäb' }, field('name', CHARACTERS)],
    ['a long name', { name: 'a'.repeat(129) }, field('name', 'length must be <= 128, but got 129')],
    ['a name that is a number', { name: 7 }, field('name', 'expected string, but got number')],
    ['too few slots', { slots: 5 }, field('slots', 'must be >= 10 but found 5')],
    ['too many slots', { slots: 65537 }, field('slots', 'must be <= 65536 but found 65537')],
    ['half a slot', { slots: 10.5 }, field('slots', 'expected integer, but got number')],
    ['an unknown field', { colour: 'red' }, field('colour', 'unknown field')],
    [
      'an unknown algorithm',
      { algorithm: 'dice' },
      field(
        'algorithm',
        'value must be one of "consistent-hashing", "latency", "least-connections", "round-robin", "sticky-sessions"',
      ),
    ],
    [
      'a bad tag',
      { tags: ['ok', 'no,comma'] },
      field('tags[1]', expect.stringContaining('may hold letters')),
    ],
    ['a tag with a space at its end', { tags: ['a '] }, field('tags[0]', expect.any(String))],
    ['an empty tag', { tags: [''] }, field('tags[0]', 'length must be >= 1, but got 0')],
    ['a long tag', { tags: ['a'.repeat(129)] }, field('tags[0]', 'length must be <= 128, but got 129')],
    ['a tag given twice', { tags: ['a', 'a'] }, field('tags', 'items must be unique')],
    [
      'too many tags',
      { tags: Array.from({ length: 21 }, (_, index) => `t${index}`) },
      field('tags', 'at most 20 items are allowed, but there are 21'),
    ],
    [
      'a header with a space',
      { hash_on_header: 'a b' },
      field('hash_on_header', expect.stringContaining('HTTP token')),
    ],
    [
      'a cookie with a dot',
      { hash_on_cookie: 'a.b' },
      field('hash_on_cookie', "may hold letters, digits, '-' and '_' only"),
    ],
    [
      'a path without a slash',
      { hash_on_cookie_path: 'a' },
      field('hash_on_cookie_path', "must begin with '/' and must not contain '//'"),
    ],
    [
      'a path with two slashes',
      { hash_on_cookie_path: '/a//b' },
      field('hash_on_cookie_path', "must begin with '/' and must not contain '//'"),
    ],
    ['a bad host', { host_header: 'a b' }, field('host_header', 'must be a valid hostname')],
    [
      'a bad status deep inside',
      { healthchecks: { active: { healthy: { http_statuses: [200, 99] } } } },
      field(`${HEALTH}.healthy.http_statuses[1]`, 'must be >= 100 but found 99'),
    ],
    [
      'too many statuses',
      { healthchecks: { active: { healthy: { http_statuses: Array(33).fill(200) } } } },
      field(`${HEALTH}.healthy.http_statuses`, 'at most 32 items are allowed, but there are 33'),
    ],
    [
      'an unknown field deep inside',
      { healthchecks: { active: { speed: 1 } } },
      field(`${HEALTH}.speed`, 'unknown field'),
    ],
    [
      'a bad server name',
      { healthchecks: { active: { https_sni: '-' } } },
      field(`${HEALTH}.https_sni`, 'must be a valid hostname'),
    ],
    [
      'a certificate without an id',
      { client_certificate: {} },
      field('client_certificate', "missing properties: 'id'"),
    ],
    [
      'a certificate that is no UUID',
      { client_certificate: { id: 'x' } },
      field('client_certificate.id', 'must be a UUID'),
    ],
    [
      'a hash source without its argument',
      { hash_on: 'header' },
      entity("'hash_on_header' is required when 'hash_on' is 'header'"),
    ],
    [
      'a fallback without a source',
      { hash_fallback: 'ip' },
      entity("'hash_fallback' must be 'none' when 'hash_on' is 'none'"),
    ],
  ])('%s is named', async (_what, body, detail) => {
    const { send, upstreams } = await startScene();
    const answer = await send('POST', upstreams, { name: 'other', ...body });
    expect(answer).toEqual({ status: 400, contentType: 'application/json', body: validationError(detail) });
  });
});

describe('a wrong field of a target', () => {
  test.each<[string, object, object]>([
    ['no address', {}, entity("missing properties: 'target'")],
    ['an empty address', { target: '' }, entity("missing properties: 'target'")],
    ['a null address', { target: null }, entity("missing properties: 'target'")],
    [
      'five numbers',
      { target: '10.42.42.42.42' },
      field('target', "'10.42.42.42.42' is not an IPv4 address"),
    ],
    ['a number too large', { target: '1000.1.1.1' }, field('target', "'1000.1.1.1' is not an IPv4 address")],
    [
      'two ports',
      { target: 'host:80:80' },
      field('target', "'host:80:80' is neither an IPv6 address nor a host with one port"),
    ],
    [
      'a port too large',
      { target: 'host:99999' },
      field('target', "'99999' is not a port between 0 and 65535"),
    ],
    [
      'a weight too large',
      { target: 'a', weight: 65536 },
      field('weight', 'must be <= 65535 but found 65536'),
    ],
    ['a negative weight', { target: 'a', weight: -1 }, field('weight', 'must be >= 0 but found -1')],
    [
      'a weight that is text',
      { target: 'a', weight: '1' },
      field('weight', 'expected integer, but got string'),
    ],
    [
      'the id of another upstream',
      { target: 'a', upstream: { id: UNKNOWN_ID } },
      field('upstream.id', expect.stringContaining('as in the path')),
    ],
  ])('%s is named', async (_what, body, detail) => {
    const { send, targets } = await startScene();
    const answer = await send('POST', targets, body);
    expect(answer).toMatchObject({ status: 400, body: validationError(detail) });
  });

  test('everything that is wrong is told at once', async () => {
    const { send, targets } = await startScene();
    const { body } = await send('POST', targets, { target: 'a', weight: -1, failover: 1, foo: null });
    expect(body).toHaveProperty('details.length', 3);
  });

  test('an id that differs from the path is refused', async () => {
    const { send, upstreams, upstreamId } = await startScene();
    const { status, body } = await send('PUT', `${upstreams}/${upstreamId}`, { id: UNKNOWN_ID, name: 'web' });
    expect(status).toBe(400);
    expect(body).toMatchObject(
      validationError(field('id', `must be '${upstreamId}' as in the path, or be left out`)),
    );
  });
});

describe('a body that is none', () => {
  test.each<[string, string | undefined, Record<string, string>?]>([
    ['nothing', undefined],
    ['an empty body', '', { 'content-type': 'application/json' }],
    ['broken JSON', '{"name":'],
    ['text', 'name=web', { 'content-type': 'text/plain' }],
    ['a form', 'name=web', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '3'],
    ['a reach for the prototype', '{"name":"web","__proto__":{"polluted":true}}'],
  ])('%s is a validation error', async (_what, body, headers) => {
    const { send, upstreams } = await startScene();
    const answer = await send('POST', upstreams, body, headers);
    expect(answer).toMatchObject({ status: 400, body: { code: 3, message: 'validation error' } });
  });

  test('a body larger than any entity is 413', async () => {
    const { send, upstreams } = await startScene();
    const answer = await send('POST', upstreams, { name: 'a'.repeat(600_000) });
    expect(answer).toMatchObject({ status: 413, contentType: 'application/json', body: { code: 3 } });
  });
});
