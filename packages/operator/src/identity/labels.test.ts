import { describe, expect, it } from 'vitest';
import { controlPlane, stored } from '../../test/manifests.ts';
import type { EntityObject } from '../entity/entity-object.ts';
import { controlPlaneLabels } from './labels.ts';

const object = (name = 'gateway') => stored<EntityObject>(controlPlane(name));

describe("a control plane's labels", () => {
  it('tell where it comes from', () => {
    expect(controlPlaneLabels(object())).toEqual({
      'k8s-generation': '1',
      'k8s-group': 'konnect.konghq.com',
      'k8s-kind': 'KonnectGatewayControlPlane',
      'k8s-name': 'gateway',
      'k8s-namespace': 'default',
      'k8s-uid': 'uid-of-gateway',
      'k8s-version': 'v1alpha2',
      'managed-by': 'kong-operator',
    });
  });

  it.each([
    ['a label of its own', { team: 'a' }, { team: 'a' }],
    ['another managed-by', { 'managed-by': 'terraform' }, { 'managed-by': 'terraform' }],
    ['an origin of its own, which loses', { 'k8s-uid': 'mine' }, { 'k8s-uid': 'uid-of-gateway' }],
  ])('keep what a user gives: %s', (_case, given, expected) => {
    expect(controlPlaneLabels(object(), given)).toMatchObject(expected);
  });

  it.each([
    ['a'.repeat(63), 'a'.repeat(63)],
    ['a'.repeat(64), 'a'.repeat(63)],
    [`${'a'.repeat(62)}.b`, 'a'.repeat(62)],
    [`${'a'.repeat(60)}-.-b`, 'a'.repeat(60)],
  ])('are cut to 63 characters and end in a letter or digit: %s', (name, expected) => {
    expect(controlPlaneLabels(object(name))['k8s-name']).toBe(expected);
  });
});
