import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApiOperation } from '../src/openapi/api-operation.ts';
import { apiOperations } from '../src/openapi/api-operations.ts';
import { type Scene, startScene } from './scenes.ts';
import { arbitraryOf, type BodySchema, placesIn, replacedAt } from './schema-arbitrary.ts';

const WRITES = apiOperations.filter(({ body }) => body !== undefined);

/** So many bodies in all are made for the operations that take one. */
const BODIES = 10_000;
const BODIES_EACH = Math.ceil(BODIES / WRITES.length);

/** Sent together, so that 10,000 of them take seconds. */
const BODIES_AT_ONCE = 10;

/** On a busy machine the disk has its own pace. */
const LONG = { timeout: 240_000 };

/** What no field expects: other types, bounds of numbers, texts that databases and encodings stumble over. */
const JUNK: readonly unknown[] = [
  ...[null, true, -1, 0.1, 1e308, -1e308, 2 ** 53, 2 ** 31, '', [], {}, [null], [[]], { id: 7 }],
  ...['\u0000', 'a\u0000b', '\ud800', 'a\udfffb', '\u202e', '𝕏'.repeat(300), 'x'.repeat(100_000)],
  ...['__proto__', 'constructor', '2030-13-45T99:99:99Z', '0000-00-00T00:00:00Z', '+275760-09-13T00:00:01Z'],
  ...["'; drop table entities; --", '%00', '../../etc/passwd', '-----BEGIN CERTIFICATE-----', '-1e999'],
];

/** Of those, what is tried in each field. */
const HOSTILE = ['a\u0000b', 'a\udfffb', 'x'.repeat(10_000), '__proto__', 1e308, [null], { id: 7 }, null];

/** Bodies that are wrong as a whole. A text is sent as it is. */
const WHOLE: Record<string, string | Uint8Array> = {
  'nothing in braces': '{}',
  'a list': '[]',
  'a number': '1e999',
  'no JSON': '{"name": ',
  'two bodies': '{}{}',
  'lists a hundred thousand deep': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  'objects fifty thousand deep': `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  'a number too large for any': '{"name": 1e999, "weight": 1e999, "slots": -1e999}',
  'a number of a thousand digits': `{"weight": ${'9'.repeat(1000)}}`,
  'a prototype': '{"__proto__": {"name": "web", "isAdmin": true}}',
  'a prototype below': '{"name": "web", "healthchecks": {"__proto__": {"active": 1}}}',
  'a constructor': '{"constructor": {"prototype": {"name": "web"}}}',
  'a name twice': '{"name": "a", "name": "b", "target": "a", "target": "b"}',
  'NUL in a key': '{"a\\u0000b": 1}',
  'NUL in the key of a label': '{"name": "odd-label", "labels": {"a\\u0000b": "c"}}',
  'half a surrogate in the key of a label': '{"name": "odd-label-2", "labels": {"a\\udfffb": "c"}}',
  'an empty key of a label': '{"name": "odd-label-3", "labels": {"": "c"}}',
  'a very long key of a label': `{"name": "odd-label-4", "labels": {"${'k'.repeat(20_000)}": "c"}}`,
  'half a surrogate in a key': '{"\\ud800": 1}',
  'bytes that are no UTF-8': Buffer.from([
    0x7b, 0x22, 0x6e, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x7d,
  ]),
  'a surrogate in UTF-8': Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d]),
  'UTF-16': Buffer.from('{"name":"web"}', 'utf16le'),
  'a byte order mark': '\ufeff{"name":"web"}',
};

interface Target extends Scene {
  groupId: string;
  serviceId: string;
  userId: string;
  organizationId: string;
}

async function prepare(): Promise<Target> {
  const scene = await startScene();
  const { client, controlPlaneId, createGateway } = scene;
  const groupId = await createGateway({ cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' });
  const services = `/v2/control-planes/${controlPlaneId}/core-entities/services`;
  const { id: serviceId } = await client.createEntity<{ id: string }>(services, { host: 'a.example' });
  const { id: organizationId } = await client.getOrganization();
  // Somebody whose roles may become anything.
  const user = await scene.send('POST', '/sluice/v1/users', { name: 'Ada', roles: [] });
  const userId = (user.body as { id: string }).id;
  return { ...scene, groupId, serviceId, userId, organizationId };
}

/** A path of the operation; what a PUT writes is new each time. */
function pathOf({ path, method }: ApiOperation, target: Target): string {
  const ids: Record<string, string> = {
    controlPlaneId: path.includes('/group-') ? target.groupId : target.controlPlaneId,
    upstreamId: target.upstreamId,
    serviceId: target.serviceId,
    userId: target.userId,
    organizationId: target.organizationId,
  };
  const whole = method === 'PUT' ? path.replace(/\{\w+\}$/, randomUUID()) : path;
  return whole.replace(/\{(\w+)\}/g, (_match, name: string) => ids[name] ?? randomUUID());
}

/** Sends a body; every answer must be one that the operation is described with, and no failure. */
async function expectNoFailure(
  operation: ApiOperation,
  target: Target,
  body: string | Uint8Array,
): Promise<number> {
  const answer = await target.send(operation.method, pathOf(operation, target), body, {
    'content-type': 'application/json',
  });
  const sent = typeof body === 'string' ? body.slice(0, 500) : Buffer.from(body).toString('hex');
  expect(answer.status, `${operation.method} ${operation.path} of ${sent}`).toBeLessThan(500);
  return answer.status;
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined';
}

/** Right bodies, and the same with something else in one place. */
function bodiesOf({ body }: ApiOperation): fc.Arbitrary<string> {
  const right = arbitraryOf((body ?? {}) as BodySchema);
  const junk = fc.oneof(
    fc.constantFrom(...JUNK),
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: 'binary' }),
  );
  const mutated = fc.tuple(right, fc.nat(), junk).map(([value, at, other]) => {
    const places = placesIn(value);
    return replacedAt(value, places[at % places.length] ?? [], other);
  });
  return fc.oneof(right, mutated, mutated, mutated).map(jsonOf);
}

describe.each(WRITES.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
  '%s',
  (_name, operation) => {
    test(
      `none of ${BODIES_EACH} bodies, right or with one wrong thing, makes the server fail`,
      LONG,
      async () => {
        const target = await prepare();
        const bodies = fc.array(bodiesOf(operation), {
          minLength: BODIES_AT_ONCE,
          maxLength: BODIES_AT_ONCE,
        });
        let sent = 0;
        await fc.assert(
          fc.asyncProperty(bodies, async (texts) => {
            sent += texts.length;
            await Promise.all(texts.map((text) => expectNoFailure(operation, target, text)));
          }),
          { numRuns: Math.ceil(BODIES_EACH / BODIES_AT_ONCE) },
        );
        expect(sent).toBeGreaterThanOrEqual(BODIES_EACH);
      },
    );

    test('each of its fields may hold anything', LONG, async () => {
      const target = await prepare();
      const [largest] = fc
        .sample(arbitraryOf((operation.body ?? {}) as BodySchema), { numRuns: 20, seed: 4 })
        .sort((left, right) => placesIn(right).length - placesIn(left).length);
      for (const place of placesIn(largest).slice(0, 40)) {
        const texts = HOSTILE.map((junk) => jsonOf(replacedAt(largest, place, junk)));
        await Promise.all(texts.map((text) => expectNoFailure(operation, target, text)));
      }
    });

    test('bodies that are wrong as a whole are refused', LONG, async () => {
      const target = await prepare();
      for (const [what, body] of Object.entries(WHOLE)) {
        expect(await expectNoFailure(operation, target, body), what).toBeLessThan(500);
      }
    });
  },
);
