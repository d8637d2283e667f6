import { describe, expect, it } from 'vitest';
import { crdManifest } from './crd-manifest.ts';
import { kinds } from './kinds/kinds.ts';

describe.each(kinds.map((kind) => [kind.kind, kind] as const))('the CRD of %s', (_name, kind) => {
  const manifest = JSON.parse(JSON.stringify(crdManifest(kind)));

  it('is named after plural and group, as the API server demands', () => {
    expect(manifest.metadata.name).toBe(`${kind.plural}.${kind.group}`);
  });

  it('stores exactly one version and serves at least one', () => {
    const versions: { storage: boolean; served: boolean }[] = manifest.spec.versions;
    expect(versions.filter(({ storage }) => storage)).toHaveLength(1);
    expect(versions.some(({ served }) => served)).toBe(true);
  });

  it('keeps a status behind its own subresource in every version', () => {
    for (const version of manifest.spec.versions) {
      const hasStatus = 'status' in version.schema.openAPIV3Schema.properties;
      expect(version.subresources).toEqual(hasStatus ? { status: {} } : {});
    }
  });

  it('is structural: every node has a type, and nothing of TypeBox is left in it', () => {
    for (const version of manifest.spec.versions) assertStructural(version.schema.openAPIV3Schema, '');
  });

  it('describes every field, so that kubectl explain and the reference pages say something', () => {
    for (const version of manifest.spec.versions) {
      expect(undescribed(version.schema.openAPIV3Schema.properties.spec, 'spec')).toEqual([]);
    }
  });
});

interface Node {
  type?: string;
  description?: string;
  properties?: Record<string, Node>;
  items?: Node;
  additionalProperties?: Node;
}

function assertStructural(node: Node, path: string): void {
  expect(node.type, path).toBeTypeOf('string');
  expect(Object.keys(node).filter((key) => /^~|^(anyOf|const|patternProperties)$/.test(key))).toEqual([]);
  for (const [name, child] of Object.entries(node.properties ?? {}))
    assertStructural(child, `${path}.${name}`);
  if (node.items) assertStructural(node.items, `${path}[]`);
  if (node.additionalProperties) assertStructural(node.additionalProperties, `${path}{}`);
}

/** Paths of the fields below `node` that have no description. Items of lists are described by their list. */
function undescribed(node: Node, path: string): string[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, child]) => [
    ...(child.description ? [] : [`${path}.${name}`]),
    ...undescribed(child, `${path}.${name}`),
  ]);
  return node.items ? [...own, ...undescribed(node.items, `${path}[]`)] : own;
}
