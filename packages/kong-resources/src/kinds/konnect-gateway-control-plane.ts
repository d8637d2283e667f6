import { Type } from 'typebox';
import { ageColumn, conditionColumn, defineKind, type ObjectOf } from '../kind.ts';
import { type CelRule, rules } from '../schema/cel-rule.ts';
import {
  controlPlaneStatus,
  labelRules,
  nameableRequest,
  namedRequest,
  objectRules,
  otherFields,
} from '../schema/control-plane-parts.ts';
import { objectSchema } from '../schema/object-schema.ts';

const description = 'A gateway control plane in Konnect: what upstreams, targets and the like are put into.';

const mirrorRules: CelRule[] = [
  {
    message: 'mirror field must be set for type Mirror',
    rule: "self.source == 'Mirror' ? has(self.mirror) : true",
  },
  {
    message: 'mirror field cannot be set for type Origin',
    rule: "self.source == 'Origin' ? !has(self.mirror) : true",
  },
];

const clusterTypeRules: CelRule[] = [
  {
    message:
      "when specified, spec.cluster_type must be one of 'CLUSTER_TYPE_CONTROL_PLANE_GROUP', 'CLUSTER_TYPE_CONTROL_PLANE' or 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'",
    rule: "!has(self.cluster_type) ? true : ['CLUSTER_TYPE_CONTROL_PLANE_GROUP', 'CLUSTER_TYPE_CONTROL_PLANE', 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'].exists(ct, ct == self.cluster_type)",
  },
  {
    message: 'spec.members is only applicable for ControlPlanes that are created as groups',
    rule: "(has(self.cluster_type) && self.cluster_type != 'CLUSTER_TYPE_CONTROL_PLANE_GROUP') ? !has(self.members) : true",
  },
  {
    message: 'spec.cluster_type is immutable',
    rule: '!has(self.cluster_type) ? !has(oldSelf.cluster_type) : self.cluster_type == oldSelf.cluster_type',
  },
  {
    message: "cloud_gateway cannot be set for cluster_type 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'",
    rule: "has(self.cluster_type) && self.cluster_type == 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER' ? !has(self.cloud_gateway) : true",
  },
];

const createFields = [
  'name',
  'description',
  'cluster_type',
  'auth_type',
  'cloud_gateway',
  'proxy_urls',
  'labels',
];

const sourceRules: CelRule[] = [
  {
    message: 'createControlPlaneRequest fields cannot be set for type Mirror',
    rule: `self.source == 'Mirror' ? ${createFields.map((field) => `!has(self.${field})`).join(' && ')} : true`,
  },
  { message: 'spec.source is immutable', rule: 'self.source == oldSelf.source' },
  ...mirrorRules,
  { message: 'Name must be set for type Origin', rule: "self.source == 'Origin' ? has(self.name) : true" },
];

const specV1alpha1 = Type.Object(
  { ...nameableRequest, ...otherFields },
  {
    description: 'The wanted control plane.',
    ...rules(...labelRules('labels', ''), ...clusterTypeRules, ...sourceRules),
  },
);

/** Where the fields of a request lie, and how their presence is asked for. */
const request = 'createControlPlaneRequest';
const given = `has(self.${request}) && `;

const specV1alpha2 = Type.Object(
  {
    createControlPlaneRequest: Type.Optional(
      Type.Object(namedRequest, { description: 'The control plane that is wanted, as the API takes it.' }),
    ),
    ...otherFields,
  },
  {
    description: 'The wanted control plane.',
    ...rules(
      ...labelRules(`${request}.labels`, given),
      {
        message: 'spec.members is only applicable for ControlPlanes that are created as groups',
        rule: `(${given}has(self.${request}.cluster_type) && self.${request}.cluster_type != 'CLUSTER_TYPE_CONTROL_PLANE_GROUP') ? !has(self.members) : true`,
      },
      {
        message: `when specified, spec.${request}.cluster_type must be one of 'CLUSTER_TYPE_CONTROL_PLANE_GROUP', 'CLUSTER_TYPE_CONTROL_PLANE' or 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'`,
        rule: `!has(self.${request}) || !has(self.${request}.cluster_type) ? true : ['CLUSTER_TYPE_CONTROL_PLANE_GROUP', 'CLUSTER_TYPE_CONTROL_PLANE', 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'].exists(ct, ct == self.${request}.cluster_type)`,
      },
      {
        message: `spec.${request}.cluster_type is immutable`,
        rule: `!has(self.${request}) && !has(oldSelf.${request}) ? true : (has(self.${request}) && has(oldSelf.${request}) && (!has(self.${request}.cluster_type) ? !has(oldSelf.${request}.cluster_type) : self.${request}.cluster_type == oldSelf.${request}.cluster_type))`,
      },
      {
        message: `spec.${request}.cloud_gateway cannot be set for spec.${request}.cluster_type 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'`,
        rule: `${given}has(self.${request}.cluster_type) && self.${request}.cluster_type == 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER' ? !has(self.${request}.cloud_gateway) : true`,
      },
      {
        message: 'createControlPlaneRequest fields cannot be set for type Mirror',
        rule: `has(self.source) && self.source == 'Mirror' ? !has(self.${request}) : true`,
      },
      {
        message: 'spec.source is immutable',
        rule: '!has(self.source) && !has(oldSelf.source) ? true : self.source == oldSelf.source',
      },
      ...mirrorRules,
      {
        message: `spec.${request} must be set for type Origin`,
        rule: `self.source == 'Origin' ? has(self.${request}) && has(self.${request}.name) : true`,
      },
    ),
  },
);

const v1alpha1 = objectSchema({
  description,
  spec: Type.Optional(specV1alpha1),
  status: controlPlaneStatus({}),
  rules: objectRules,
});

const v1alpha2 = objectSchema({
  description,
  spec: specV1alpha2,
  status: controlPlaneStatus({
    clusterType: Type.Optional(Type.String({ description: 'Type of the control plane, as the API says.' })),
  }),
  rules: objectRules,
});

/** A gateway control plane, in the version that is stored. */
export type KonnectGatewayControlPlane = ObjectOf<typeof v1alpha2>;

const columns = [
  conditionColumn('Programmed', 'Programmed'),
  { name: 'ID', type: 'string', jsonPath: '.status.id' },
  { name: 'OrgID', type: 'string', jsonPath: '.status.organizationID' },
] as const;

/** The kind of a gateway control plane. */
export const KonnectGatewayControlPlane = defineKind({
  group: 'konnect.konghq.com',
  kind: 'KonnectGatewayControlPlane',
  plural: 'konnectgatewaycontrolplanes',
  singular: 'konnectgatewaycontrolplane',
  categories: ['kong', 'konnect'],
  description,
  versions: [
    {
      name: 'v1alpha2',
      served: true,
      storage: true,
      printerColumns: [...columns, ageColumn],
      schema: v1alpha2,
    },
    {
      name: 'v1alpha1',
      served: true,
      storage: false,
      deprecationWarning:
        'This API version has been deprecated in favor of v1alpha2 and it will be removed in the future.',
      printerColumns: columns,
      schema: v1alpha1,
    },
  ],
});
