import { describe, expect, it } from 'vitest';
import { isOriginLabel, kubectlCommand, originOfLabels, originOfTags } from './entity-origin.ts';

const tags = [
  'k8s-generation:3',
  'k8s-group:configuration.konghq.com',
  'k8s-kind:KongTarget',
  'k8s-name:target-a',
  'k8s-namespace:default',
  'k8s-uid:75f355a4-6460-42b1-baf6-c6fa71631819',
  'k8s-version:v1alpha1',
  'managed-by:kong-operator',
];

function replaced(key: string, value: string): string[] {
  return tags.map((tag) => (tag.startsWith(`${key}:`) ? `${key}:${value}` : tag));
}

describe('where an entity comes from', () => {
  it('is told by its tags', () => {
    expect(originOfTags([...tags, 'team:payments'])).toEqual({
      group: 'configuration.konghq.com',
      version: 'v1alpha1',
      kind: 'KongTarget',
      namespace: 'default',
      name: 'target-a',
      generation: '3',
      uid: '75f355a4-6460-42b1-baf6-c6fa71631819',
      isManaged: true,
      isCut: false,
    });
  });

  it('is told by the labels of a control plane', () => {
    const labels = Object.fromEntries(tags.map((tag) => tag.split(':') as [string, string]));
    expect(originOfLabels(labels)).toEqual(originOfTags(tags));
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['other tags', ['team:payments', 'blue']],
    ['a name that no object has', replaced('k8s-name', 'a; rm -rf ~')],
    ['a kind that no object has', replaced('k8s-kind', '$(reboot)')],
    ['a namespace that no object has', replaced('k8s-namespace', '--all')],
  ])('is unknown with %s', (_what, given) => {
    expect(originOfTags(given)).toBeUndefined();
  });

  it('is no longer kept by the operator when its tag is gone', () => {
    expect(originOfTags(tags.slice(0, -1))?.isManaged).toBe(false);
  });
});

describe('the command that shows the object', () => {
  it('names kind, group, namespace and name', () => {
    const origin = originOfTags(tags);
    expect(origin && kubectlCommand(origin)).toBe(
      'kubectl get kongtarget.configuration.konghq.com --namespace default target-a -o yaml',
    );
  });

  it('is not offered where the name may have been cut', () => {
    const byTag = originOfTags(replaced('k8s-name', 'a'.repeat(128 - 'k8s-name:'.length)));
    expect(byTag && kubectlCommand(byTag)).toBeNull();
    const labels = Object.fromEntries(tags.map((tag) => tag.split(':') as [string, string]));
    const byLabel = originOfLabels({ ...labels, 'k8s-name': 'a'.repeat(63) });
    expect(byLabel && kubectlCommand(byLabel)).toBeNull();
  });
});

it.each([
  ['k8s-name', true],
  ['managed-by', true],
  ['team', false],
])('the label %s is the operator’s: %s', (key, expected) => {
  expect(isOriginLabel(key)).toBe(expected);
});
