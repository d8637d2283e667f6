import Type, { type TSchema } from 'typebox';
import { Headers, HostName, UrlPath } from './entity-fields.ts';
import { withDefaults } from './with-defaults.ts';

const CheckType = Type.Enum(['tcp', 'http', 'https', 'grpc', 'grpcs'], { default: 'http' });

function counter() {
  return Type.Integer({ minimum: 0, maximum: 255, default: 0 });
}

/** Seconds, with a fraction where one is wanted. */
function seconds(defaultSeconds: number) {
  return Type.Number({ minimum: 0, maximum: 65535, default: defaultSeconds });
}

function statuses(defaults: number[]) {
  return Type.Array(Type.Integer({ minimum: 100, maximum: 999 }), { maxItems: 32, default: defaults });
}

function optional<Schema extends TSchema>(schema: Schema) {
  return Type.Optional(schema);
}

const Active = withDefaults({
  concurrency: Type.Integer({ minimum: 1, maximum: 2147483648, default: 10 }),
  headers: optional(Headers),
  healthy: withDefaults({
    http_statuses: statuses([200, 302]),
    interval: seconds(0),
    successes: counter(),
  }),
  http_path: Type.String({ ...UrlPath, default: '/' }),
  https_sni: optional(HostName),
  https_verify_certificate: Type.Boolean({ default: true }),
  timeout: seconds(1),
  type: CheckType,
  unhealthy: withDefaults({
    http_failures: counter(),
    http_statuses: statuses([429, 404, 500, 501, 502, 503, 504, 505]),
    interval: seconds(0),
    tcp_failures: counter(),
    timeouts: counter(),
  }),
});

const Passive = withDefaults({
  healthy: withDefaults({
    http_statuses: statuses([
      200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308,
    ]),
    successes: counter(),
  }),
  type: CheckType,
  unhealthy: withDefaults({
    http_failures: counter(),
    http_statuses: statuses([429, 500, 503]),
    tcp_failures: counter(),
    timeouts: counter(),
  }),
});

/** How an upstream's targets are probed (active) and judged by the traffic they answer (passive). */
export const Healthchecks = withDefaults({
  active: Active,
  passive: Passive,
  threshold: Type.Number({ minimum: 0, maximum: 100, default: 0 }),
});
