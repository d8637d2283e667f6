import { Type } from 'typebox';
import { rules } from './cel-rule.ts';

const count = (description: string) => Type.Integer({ description, format: 'int64' });

const statuses = Type.Optional(
  Type.Array(Type.Integer({ format: 'int64' }), { description: 'HTTP statuses that count.' }),
);

const seconds = (description: string) =>
  Type.Number({ description: `${description}, in seconds; 0 turns it off.` });

const active = Type.Object(
  {
    type: Type.String({ description: 'What the probe speaks: http, https, tcp, grpc or grpcs.' }),
    concurrency: count('Targets probed at a time.'),
    timeout: Type.Number({ description: 'How long a probe may take, in seconds.' }),
    http_path: Type.String({ description: 'Path that HTTP probes ask for.' }),
    https_sni: Type.Optional(Type.String({ description: 'Server name that HTTPS probes send.' })),
    https_verify_certificate: Type.Boolean({
      description: "Whether HTTPS probes check the target's certificate.",
    }),
    headers: Type.Optional(
      Type.Unsafe<Record<string, string[]>>({
        type: 'object',
        description: 'Header lines that HTTP probes send, values by name.',
        additionalProperties: { type: 'array', items: { type: 'string' } },
      }),
    ),
    healthy: Type.Optional(
      Type.Object(
        {
          http_statuses: statuses,
          interval: seconds('Pause between probes of healthy targets'),
          successes: count('Successes after which a target is healthy.'),
        },
        { description: 'When a target counts as healthy.' },
      ),
    ),
    unhealthy: Type.Optional(
      Type.Object(
        {
          http_failures: count('HTTP failures after which a target is unhealthy.'),
          http_statuses: statuses,
          interval: seconds('Pause between probes of unhealthy targets'),
          tcp_failures: count('TCP failures after which a target is unhealthy.'),
          timeouts: count('Timeouts after which a target is unhealthy.'),
        },
        { description: 'When a target counts as unhealthy.' },
      ),
    ),
  },
  { description: 'Probes that the gateway sends by itself.' },
);

const passive = Type.Object(
  {
    type: Type.String({ description: 'What the traffic speaks: http, https, tcp, grpc or grpcs.' }),
    healthy: Type.Optional(
      Type.Object(
        { http_statuses: statuses, successes: count('Successes after which a target is healthy.') },
        { description: 'When a target counts as healthy.' },
      ),
    ),
    unhealthy: Type.Optional(
      Type.Object(
        {
          http_failures: count('HTTP failures after which a target is unhealthy.'),
          http_statuses: statuses,
          tcp_failures: count('TCP failures after which a target is unhealthy.'),
          timeouts: count('Timeouts after which a target is unhealthy.'),
        },
        { description: 'When a target counts as unhealthy.' },
      ),
    ),
  },
  { description: 'What the gateway learns from the traffic that it proxies.' },
);

/** `spec.healthchecks` of an upstream: how the gateway finds out which targets are well. */
export const healthchecksSchema = Type.Object(
  {
    active: Type.Optional(active),
    passive: Type.Optional(passive),
    threshold: Type.Number({
      description:
        'Least share of healthy weight, in percent, below which the upstream as a whole is unhealthy.',
    }),
  },
  {
    description: 'How the gateway finds out which targets are healthy.',
    ...rules({
      message: 'healthcheck threshold must be between 0 and 100',
      rule: 'self.threshold >= 0 && self.threshold <= 100',
    }),
  },
);
