import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeRules } from './describe-rules.ts';
import { missingRules } from './missing-rules.ts';
import { type PolicyRule, ruleAllows } from './policy-rule.ts';

const pods = (verbs: string[], more: Partial<PolicyRule> = {}): PolicyRule => ({
  verbs,
  apiGroups: [''],
  resources: ['pods'],
  ...more,
});

describe('the rules that somebody lacks to grant others', () => {
  it.each<[string, PolicyRule[], PolicyRule[], string[]]>([
    ['the same', [pods(['get'])], [pods(['get'])], []],
    [
      'one verb more',
      [pods(['get'])],
      [pods(['get', 'list'])],
      ['{APIGroups:[""], Resources:["pods"], Verbs:["list"]}'],
    ],
    ['what two rules permit together', [pods(['get']), pods(['list'])], [pods(['get', 'list'])], []],
    ['everything', [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }], [pods(['get', 'frobnicate'])], []],
    [
      'a star where only verbs are held',
      [pods(['get', 'list'])],
      [pods(['*'])],
      ['{APIGroups:[""], Resources:["pods"], Verbs:["*"]}'],
    ],
    ['a name where all are held', [pods(['get'])], [pods(['get'], { resourceNames: ['a'] })], []],
    [
      'all names where one is held',
      [pods(['get'], { resourceNames: ['a'] })],
      [pods(['get'])],
      ['{APIGroups:[""], Resources:["pods"], Verbs:["get"]}'],
    ],
    [
      'another name than the one that is held',
      [pods(['get'], { resourceNames: ['a'] })],
      [pods(['get'], { resourceNames: ['a', 'b'] })],
      ['{APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["get"]}'],
    ],
    [
      'a subresource of every resource',
      [pods(['get'], { resources: ['*/log'] })],
      [pods(['get'], { resources: ['pods/log'] })],
      [],
    ],
    [
      'a subresource of a held resource',
      [pods(['get'])],
      [pods(['get'], { resources: ['pods/log'] })],
      ['{APIGroups:[""], Resources:["pods/log"], Verbs:["get"]}'],
    ],
    [
      'a path',
      [{ verbs: ['get'], nonResourceURLs: ['/a/*'] }],
      [{ verbs: ['get', 'post'], nonResourceURLs: ['/a/b', '/b'] }],
      ['{NonResourceURLs:["/a/b"], Verbs:["post"]}', '{NonResourceURLs:["/b"], Verbs:["get" "post"]}'],
    ],
    [
      'resources where paths are held',
      [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      [pods(['get'])],
      ['{APIGroups:[""], Resources:["pods"], Verbs:["get"]}'],
    ],
    ['a rule without groups, which permits nothing', [], [{ verbs: ['get'], resources: ['pods'] }], []],
  ])('are told for %s', (_what, held, granted, lacked) => {
    expect(describeRules(missingRules(held, granted))).toEqual(lacked);
  });

  const list = (...items: string[]) => fc.uniqueArray(fc.constantFrom(...items), { maxLength: 3 });
  const arbitraryRule: fc.Arbitrary<PolicyRule> = fc.record({
    verbs: list('get', 'list', '*'),
    apiGroups: list('', 'apps', '*'),
    resources: list('pods', 'pods/log', '*/log', '*'),
    resourceNames: list('a', 'b'),
  });
  const rules = fc.array(arbitraryRule, { maxLength: 3 });

  it('are none only if no request is permitted by what is granted and not by what is held', () => {
    const requests = ['get', 'list', 'watch'].flatMap((verb) =>
      ['', 'apps', 'other'].flatMap((group) =>
        ['', 'log'].flatMap((subresource) =>
          ['', 'a', 'c'].map((name) => ({
            verb,
            group,
            resource: 'pods',
            subresource,
            namespace: '',
            name,
          })),
        ),
      ),
    );
    fc.assert(
      fc.property(rules, rules, (held, granted) => {
        if (missingRules(held, granted).length > 0) return;
        for (const request of requests) {
          const isPermitted = (rule: PolicyRule): boolean => ruleAllows(rule, request);
          if (granted.some(isPermitted)) expect(held.some(isPermitted)).toBe(true);
        }
      }),
    );
  });

  it('are none for what is held itself', () => {
    fc.assert(
      fc.property(rules, (held) => {
        expect(missingRules(held, held)).toEqual([]);
      }),
    );
  });
});
