import { describe, expect, it } from 'vitest';
import { coversPath, type PolicyRule, ruleAllows } from './policy-rule.ts';
import type { ResourceAttributes } from './request-attributes.ts';

const request: ResourceAttributes = {
  verb: 'get',
  group: 'apps',
  resource: 'deployments',
  subresource: '',
  namespace: 'default',
  name: 'web',
};
const rule: PolicyRule = { verbs: ['get'], apiGroups: ['apps'], resources: ['deployments'] };

describe('a rule', () => {
  it.each<[string, Partial<PolicyRule>, Partial<ResourceAttributes>, boolean]>([
    ['the very request', {}, {}, true],
    ['another verb', {}, { verb: 'list' }, false],
    ['deletecollection where it permits delete', { verbs: ['delete'] }, { verb: 'deletecollection' }, false],
    ['any verb by a star', { verbs: ['*'] }, { verb: 'deletecollection' }, true],
    ['another group', {}, { group: '' }, false],
    ['any group by a star', { apiGroups: ['*'] }, { group: 'example.com' }, true],
    ['another resource', {}, { resource: 'replicasets' }, false],
    ['any resource by a star', { resources: ['*'] }, { resource: 'replicasets' }, true],
    ['a subresource by a star', { resources: ['*'] }, { subresource: 'scale' }, true],
    ['a subresource of a resource that it names', {}, { subresource: 'scale' }, false],
    ['a subresource that it names', { resources: ['deployments/scale'] }, { subresource: 'scale' }, true],
    ['a resource of which it names a subresource', { resources: ['deployments/scale'] }, {}, false],
    ['a subresource of every resource', { resources: ['*/scale'] }, { subresource: 'scale' }, true],
    ['another subresource of every resource', { resources: ['*/scale'] }, { subresource: 'status' }, false],
    ['a name that it lists', { resourceNames: ['api', 'web'] }, {}, true],
    ['a name that it does not list', { resourceNames: ['api'] }, {}, false],
    ['a collection where it lists names', { resourceNames: ['web'] }, { verb: 'get', name: '' }, false],
    ['any name by an empty list', { resourceNames: [] }, {}, true],
    ['anything without lists', { apiGroups: undefined, resources: undefined }, {}, false],
  ])('permits %s: %o for %o is %s', (_what, more, asked, allowed) => {
    expect(ruleAllows({ ...rule, ...more }, { ...request, ...asked })).toBe(allowed);
  });

  it('for resources says nothing of paths, and the other way round', () => {
    const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
    expect(ruleAllows(everything, { verb: 'get', path: '/metrics' })).toBe(false);
    expect(ruleAllows({ verbs: ['*'], nonResourceURLs: ['*'] }, request)).toBe(false);
  });

  it.each([
    ['/metrics', '/metrics', true],
    ['/metrics', '/metrics/', false],
    ['/apis/*', '/apis/apps', true],
    ['/apis/*', '/apis', false],
    ['/apis*', '/apis', true],
    ['*', '/anything', true],
    ['/healthz/*', '/healthz/*', true],
    ['/healthz/*', '/healthz/ping/*', true],
    ['/healthz/ping/*', '/healthz/*', false],
  ])('for %s covers %s: %s', (pattern, path, covered) => {
    expect(coversPath(pattern, path)).toBe(covered);
  });
});
