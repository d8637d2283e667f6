import { describe, expect, it } from 'vitest';
import { configMap } from '../registry/built-ins/config-map.ts';
import { namespace } from '../registry/built-ins/namespace.ts';
import { type AdmissionRule, matchesRules, type RuleSubject } from './match-rules.ts';

const rule: AdmissionRule = {
  operations: ['CREATE'],
  apiGroups: [''],
  apiVersions: ['v1'],
  resources: ['configmaps'],
};

const creation: RuleSubject = { operation: 'CREATE', version: configMap.storageVersion, subresource: '' };

describe('matchesRules', () => {
  it.each<[string, Partial<AdmissionRule>, Partial<RuleSubject>, boolean]>([
    ['the very request', {}, {}, true],
    ['another operation', {}, { operation: 'DELETE' }, false],
    ['any operation', { operations: ['*'] }, { operation: 'DELETE' }, true],
    ['another group', { apiGroups: ['apps'] }, {}, false],
    ['any group and version', { apiGroups: ['*'], apiVersions: ['*'] }, {}, true],
    ['another version', { apiVersions: ['v2'] }, {}, false],
    ['another resource', { resources: ['secrets'] }, {}, false],
    ['any resource', { resources: ['*'] }, {}, true],
    ['any resource, but no part of it', { resources: ['*'] }, { subresource: 'status' }, false],
    ['any part of a resource', { resources: ['configmaps/*'] }, { subresource: 'status' }, true],
    ['any part of a resource, itself included', { resources: ['configmaps/*'] }, {}, true],
    ['a part of any resource', { resources: ['*/status'] }, { subresource: 'status' }, true],
    ['another part of any resource', { resources: ['*/scale'] }, { subresource: 'status' }, false],
    ['any part of anything', { resources: ['*/*'] }, { subresource: 'scale' }, true],
    ['what is in namespaces', { scope: 'Namespaced' }, {}, true],
    ['what is in no namespace', { scope: 'Cluster' }, {}, false],
    [
      'a namespace, which is in none',
      { resources: ['namespaces'], scope: 'Cluster' },
      { version: namespace.storageVersion },
      true,
    ],
  ])('for %s', (_what, more, subject, expected) => {
    expect(matchesRules([{ ...rule, ...more }], { ...creation, ...subject })).toBe(expected);
  });

  it('is content with one rule of several, and with none has nothing to match', () => {
    expect(matchesRules([{ ...rule, operations: ['DELETE'] }, rule], creation)).toBe(true);
    expect(matchesRules([], creation)).toBe(false);
  });
});
