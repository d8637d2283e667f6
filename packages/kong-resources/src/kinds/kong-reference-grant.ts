import { Type } from 'typebox';
import { ageColumn, defineKind, type ObjectOf } from '../kind.ts';
import { rules } from '../schema/cel-rule.ts';
import { statuslessSchema } from '../schema/object-schema.ts';

const description = 'Permits objects of other namespaces to refer to objects of this one.';

const group = (about: string) =>
  Type.String({
    description: about,
    minLength: 1,
    maxLength: 253,
    pattern: '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
  });

const kindName = (about: string) =>
  Type.String({
    description: about,
    allOf: [{ minLength: 1 }, { minLength: 1 }],
    maxLength: 63,
    pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$',
  });

const bounds = { minItems: 1, maxItems: 16, 'x-kubernetes-list-type': 'atomic' };

const referrer = Type.Object(
  {
    group: group('API group of who refers.'),
    kind: kindName('Kind of who refers.'),
    namespace: Type.String({
      description: 'Namespace of who refers.',
      maxLength: 63,
      pattern: '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
    }),
  },
  {
    description: 'Who may refer.',
    ...rules(
      {
        message:
          "Only KongConsumer, KongConsumerGroup, KongRoute, KongCertificate, KongCACertificate, KongDataPlaneClientCertificate, KongService, KongUpstream, KongTarget, KongKey, KongKeySet, KongVault, KongPluginBinding and KongSNI kinds are supported for 'configuration.konghq.com' group",
        rule: "self.group != 'configuration.konghq.com' || self.kind in [ 'KongConsumer', 'KongConsumerGroup', 'KongRoute', 'KongService', 'KongCertificate', 'KongCACertificate', 'KongDataPlaneClientCertificate', 'KongUpstream', 'KongTarget', 'KongKey', 'KongKeySet', 'KongVault', 'KongPluginBinding', 'KongSNI']",
      },
      {
        message: "Only GatewayConfiguration kind is supported for 'gateway-operator.konghq.com' group",
        rule: "self.group != 'gateway-operator.konghq.com' || self.kind in [ 'GatewayConfiguration' ]",
      },
      {
        message: 'namespace must be empty for KongVault and non-empty for other kinds',
        rule: 'self.kind == \'KongVault\' ? self.__namespace__ == "" : self.__namespace__ != ""',
      },
    ),
  },
);

const referred = Type.Object(
  {
    group: group("API group of what is referred to; 'core' for Secrets."),
    kind: kindName('Kind of what is referred to.'),
    name: Type.Optional(
      Type.String({ description: 'Its name; any name where it is left out.', minLength: 1, maxLength: 253 }),
    ),
  },
  {
    description: 'What may be referred to.',
    ...rules(
      {
        message: "Only 'Secret' kind is supported for 'core' group",
        rule: ".self.group != 'core' || .self.kind == 'Secret'",
      },
      {
        message:
          "Only 'KonnectGatewayControlPlane', 'KonnectAPIAuthConfiguration', 'Portal', 'KonnectEventGateway', 'EventGatewayBackendCluster', 'EventGatewayListener', 'EventGatewayVirtualCluster', 'KonnectConfigStore', 'KonnectAIGateway', and 'AIGatewayConsumerGroup' kinds are supported for 'konnect.konghq.com' group",
        rule: ".self.group != 'konnect.konghq.com' || .self.kind in ['KonnectGatewayControlPlane', 'KonnectAPIAuthConfiguration', 'Portal', 'KonnectEventGateway', 'EventGatewayBackendCluster', 'EventGatewayListener', 'EventGatewayVirtualCluster', 'KonnectConfigStore', 'KonnectAIGateway', 'AIGatewayConsumerGroup']",
      },
      {
        message:
          "Only 'KongPlugin', 'KongService', 'KongCertificate', 'KongCACertificate' and 'KongUpstream' kinds are supported for 'configuration.konghq.com' group",
        rule: ".self.group != 'configuration.konghq.com' || .self.kind in ['KongPlugin', 'KongService', 'KongCertificate', 'KongCACertificate', 'KongUpstream']",
      },
    ),
  },
);

const schema = statuslessSchema({
  description,
  spec: Type.Optional(
    Type.Object(
      {
        from: Type.Array(referrer, { description: 'Who may refer, any of them.', ...bounds }),
        to: Type.Array(referred, { description: 'To what in this namespace, any of it.', ...bounds }),
      },
      { description: 'Who may refer to what.' },
    ),
  ),
});

/** A permission to refer to objects of its namespace from others. */
export type KongReferenceGrant = ObjectOf<typeof schema>;

/** The kind of a permission to refer to objects of its namespace from others. */
export const KongReferenceGrant = defineKind({
  group: 'configuration.konghq.com',
  kind: 'KongReferenceGrant',
  plural: 'kongreferencegrants',
  singular: 'kongreferencegrant',
  categories: ['kong'],
  description,
  versions: [{ name: 'v1alpha1', served: true, storage: true, printerColumns: [ageColumn], schema }],
});
