import type { KubeObject } from '../../src/kube-object.ts';
import type { SchemaProps } from '../../src/schema/schema-props.ts';

const text: SchemaProps = { type: 'string' };

const spec: SchemaProps = {
  type: 'object',
  properties: {
    size: { type: 'integer', minimum: 0, maximum: 100 },
    replicas: { type: 'integer', default: 1 },
    color: { type: 'string', enum: ['red', 'green', 'blue'] },
    title: { type: 'string', maxLength: 10, pattern: '^[a-z]*$' },
    port: { 'x-kubernetes-int-or-string': true },
    since: { type: 'string', format: 'date-time' },
    maybe: { type: 'string', nullable: true },
    /** Never changes, and says so by a transition rule. */
    serial: {
      type: 'string',
      'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'serial is immutable' }],
    },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    limits: { type: 'object', additionalProperties: text },
    selector: { type: 'object', additionalProperties: text, 'x-kubernetes-map-type': 'atomic' },
    words: { type: 'array', items: text },
    tags: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    parts: {
      type: 'array',
      items: {
        type: 'object',
        properties: { name: text, count: { type: 'integer' }, note: text },
        required: ['name'],
      },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    },
    nested: { type: 'object', properties: { a: { type: 'string', default: 'x' }, b: text }, required: ['b'] },
  },
  'x-kubernetes-validations': [
    {
      rule: '!has(self.size) || !has(self.replicas) || self.size >= self.replicas',
      // Of constants alone: releases differ in what they estimate that a text of a number costs.
      messageExpression: "self.replicas > 1 ? 'size is too small for all replicas' : 'size is too small'",
      reason: 'FieldValueForbidden',
      fieldPath: '.size',
    },
  ],
};

const schema: SchemaProps = {
  type: 'object',
  properties: {
    spec,
    status: {
      type: 'object',
      properties: { phase: text, replicas: { type: 'integer' }, selector: text },
    },
  },
};

/** A CRD with a bit of everything: two versions, subresources, columns, a selectable field and rules. */
export function widgetCrd(group: string): KubeObject {
  const version = (name: string, storage: boolean) => ({
    name,
    served: true,
    storage,
    schema: { openAPIV3Schema: schema },
    subresources: {
      status: {},
      scale: {
        specReplicasPath: '.spec.replicas',
        statusReplicasPath: '.status.replicas',
        labelSelectorPath: '.status.selector',
      },
    },
    selectableFields: [{ jsonPath: '.spec.color' }],
    additionalPrinterColumns: [
      { name: 'Color', type: 'string', jsonPath: '.spec.color' },
      { name: 'Size', type: 'integer', jsonPath: '.spec.size', priority: 1 },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ],
  });
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        plural: 'widgets',
        singular: 'widget',
        kind: 'Widget',
        listKind: 'WidgetList',
        shortNames: ['wg'],
        categories: ['conformance'],
      },
      versions: [version('v1', true), version('v1beta1', false)],
    },
  };
}

/** A Widget with these fields in its `spec`. */
export function widget(group: string, name: string, spec: object = {}, metadata: object = {}): KubeObject {
  return { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name, ...metadata }, spec };
}

/** A ConfigMap with these data. */
export function configMap(
  name: string,
  data: Record<string, string> = {},
  metadata: object = {},
): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}
