import { Type } from 'typebox';
import { ageColumn, conditionColumn, defineKind, type ObjectOf } from '../kind.ts';
import { adoptIsDecidedAtCreation, adoptSchema } from '../schema/adopt.ts';
import { type CelRule, rules } from '../schema/cel-rule.ts';
import { controlPlaneRefSchema } from '../schema/control-plane-ref.ts';
import { healthchecksSchema } from '../schema/healthchecks.ts';
import { coreEntityStatus, parentIds } from '../schema/konnect-status.ts';
import { namespacedRef } from '../schema/name-ref.ts';
import { objectSchema } from '../schema/object-schema.ts';
import { tagsSchema } from '../schema/tags.ts';

const description = 'A virtual host name of the gateway whose traffic is spread over weighted targets.';

const text = (about: string) => Type.Optional(Type.String({ description: about }));

/** The field that a hash source (or an algorithm) takes its argument from has to be set with it. */
function argumentRule(field: string, value: string, needed: string, message: string): CelRule {
  return { message, rule: `!has(self.${field}) || (self.${field} != '${value}' || has(self.${needed}))` };
}

const hashRules: CelRule[] = [
  ...['header', 'query_arg', 'uri_capture'].map((source) =>
    argumentRule(
      'hash_fallback',
      source,
      `hash_fallback_${source}`,
      `hash_fallback_${source} is required when \`hash_fallback\` is set to \`${source}\`.`,
    ),
  ),
  ...['hash_on_cookie', 'hash_on_cookie_path'].flatMap((needed) =>
    ['hash_fallback', 'hash_on'].map((field) =>
      argumentRule(field, 'cookie', needed, `${needed} is required when ${field} is set to \`cookie\`.`),
    ),
  ),
  argumentRule(
    'hash_on',
    'header',
    'hash_on_header',
    'hash_on_header is required when hash_on is set to `header`.',
  ),
  ...['query_arg', 'uri_capture'].map((source) =>
    argumentRule(
      'hash_on',
      source,
      `hash_on_${source}`,
      `hash_on_${source} is required when \`hash_on\` is set to \`${source}\`.`,
    ),
  ),
  argumentRule(
    'algorithm',
    'sticky-sessions',
    'sticky_sessions_cookie',
    'sticky_sessions_cookie is required when algorithm is set to `sticky-sessions`.',
  ),
];

const spec = Type.Object(
  {
    controlPlaneRef: controlPlaneRefSchema,
    name: text("The upstream's name: what a service names as its host. Unique in its control plane."),
    algorithm: text(
      'How a target is chosen: round-robin, least-connections, consistent-hashing, latency or sticky-sessions.',
    ),
    slots: Type.Optional(
      Type.Integer({
        description: 'Number of slots in the load balancer.',
        format: 'int64',
        minimum: 10,
        maximum: 65536,
      }),
    ),
    hash_on: text('What to hash on: none, consumer, ip, header, cookie, path, query_arg or uri_capture.'),
    hash_on_header: text('Header to hash on, when hash_on is header.'),
    hash_on_cookie: text('Cookie to hash on, when hash_on or hash_fallback is cookie.'),
    hash_on_cookie_path: text('Path of that cookie.'),
    hash_on_query_arg: text('Query argument to hash on, when hash_on is query_arg.'),
    hash_on_uri_capture: text('Capture of the route to hash on, when hash_on is uri_capture.'),
    hash_fallback: text('What to hash on when hash_on finds nothing.'),
    hash_fallback_header: text('Header to hash on, when hash_fallback is header.'),
    hash_fallback_query_arg: text('Query argument to hash on, when hash_fallback is query_arg.'),
    hash_fallback_uri_capture: text('Capture of the route to hash on, when hash_fallback is uri_capture.'),
    sticky_sessions_cookie: text(
      'Cookie that keeps a client on its target, when algorithm is sticky-sessions.',
    ),
    sticky_sessions_cookie_path: text('Path of that cookie.'),
    healthchecks: Type.Optional(healthchecksSchema),
    host_header: text('Host header that is sent to the targets.'),
    use_srv_name: Type.Optional(
      Type.Boolean({
        description: 'Whether the host header is the name of the SRV record that was resolved.',
      }),
    ),
    client_certificate: Type.Optional(
      Type.Object(
        { id: Type.Optional(Type.String({ description: 'Id of the certificate in Konnect.' })) },
        { description: 'Certificate, by its id in Konnect, that is shown to the targets.' },
      ),
    ),
    clientCertificateRef: Type.Optional(
      namespacedRef('Certificate, by its object in the cluster, that is shown to the targets.'),
    ),
    tags: tagsSchema,
    adopt: adoptSchema,
  },
  {
    description: 'The wanted upstream.',
    ...rules(
      {
        message: 'KIC is not supported as control plane',
        rule: "!has(self.controlPlaneRef) ? true : self.controlPlaneRef.type != 'kic'",
      },
      ...hashRules,
      {
        message: 'spec.adopt is allowed only when controlPlaneRef is konnectNamespacedRef',
        rule: "!has(self.adopt) ? true : (has(self.controlPlaneRef) && self.controlPlaneRef.type == 'konnectNamespacedRef')",
      },
      adoptIsDecidedAtCreation,
      {
        message: 'client_certificate and clientCertificateRef are mutually exclusive',
        rule: '!(has(self.client_certificate) && has(self.clientCertificateRef))',
      },
    ),
  },
);

const schema = objectSchema({
  description,
  spec,
  status: coreEntityStatus({
    controlPlaneID: parentIds.controlPlaneID,
    certificateID: parentIds.certificateID,
  }),
  rules: [
    {
      message: 'controlPlaneRef is required once set',
      rule: '!has(oldSelf.spec.controlPlaneRef) || has(self.spec.controlPlaneRef)',
    },
    {
      message: 'spec.controlPlaneRef is immutable when an entity is already Programmed',
      rule: "(!self.status.conditions.exists(c, c.type == 'Programmed' && c.status == 'True')) ? true : oldSelf.spec.controlPlaneRef == self.spec.controlPlaneRef",
    },
  ],
});

/** A virtual host name whose traffic is spread over targets. */
export type KongUpstream = ObjectOf<typeof schema>;

/** The kind of a virtual host name whose traffic is spread over targets. */
export const KongUpstream = defineKind({
  group: 'configuration.konghq.com',
  kind: 'KongUpstream',
  plural: 'kongupstreams',
  singular: 'kongupstream',
  categories: ['kong'],
  description,
  versions: [
    {
      name: 'v1alpha1',
      served: true,
      storage: true,
      printerColumns: [conditionColumn('Programmed', 'Programmed'), ageColumn],
      schema,
    },
  ],
});
