import { listSchema } from '../built-in-schemas/list-meta.ts';
import { builtInRoot } from '../built-in-schemas/root.ts';
import { scaleSchema } from '../built-in-schemas/scale.ts';
import { deleteOptions, statusSchema } from '../built-in-schemas/status.ts';
import { namedTypeSchema } from '../built-in-schemas/type-schema.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { definitionNames, kindDefinitionName, patchBody } from './definition-names.ts';

/** A group, version and kind, as the extension `x-kubernetes-group-version-kind` names one. */
export interface GroupVersionKind {
  group: string;
  kind: string;
  version: string;
}

/** The kind that the subresource `scale` of any kind shows. */
export const scaleKind: GroupVersionKind = { group: 'autoscaling', kind: 'Scale', version: 'v1' };

/** A schema with a name in an OpenAPI document. */
interface Definition {
  schema: SchemaProps;
  /** The kinds that it describes; none for parts of kinds. */
  kinds: GroupVersionKind[];
}

/** The named schemas of a document, and the names by which they refer to each other. */
export interface Definitions {
  byName: ReadonlyMap<string, Definition>;
  nameOf(schema: SchemaProps): string | undefined;
}

/** All named schemas that some resources need: their kinds and lists, and what these are made of. */
export function definitionsFor(resources: readonly ServedResource[]): Definitions {
  const names = new Map(definitionNames);
  const kinds = new Map<SchemaProps, GroupVersionKind[]>();
  const roots: SchemaProps[] = [statusSchema, deleteOptions, patchBody];
  for (const resource of resources) {
    const { group, version, kind, listKind } = resource;
    const object = rootSchema(resource);
    const list = listSchema(kind, object);
    for (const [schema, name] of [
      [object, kind],
      [list, listKind],
    ] as const) {
      names.set(schema, kindDefinitionName(resource, name));
      kinds.set(schema, [{ group, kind: name, version }]);
      roots.push(schema);
    }
  }
  if (resources.some(({ scaleSubresource }) => scaleSubresource)) {
    roots.push(scaleSchema);
    kinds.set(scaleSchema, [scaleKind]);
  }
  kinds.set(statusSchema, [{ group: '', kind: 'Status', version: 'v1' }]);
  kinds.set(deleteOptions, deletionKinds(resources));
  const byName = new Map<string, Definition>();
  for (const root of roots) collect(root, names, kinds, byName);
  return { byName, nameOf: (schema) => names.get(schema) ?? namedTypeSchema(schema)?.name };
}

/** The schema of a kind with what CRDs needn't say because it is the same for all. */
function rootSchema({ builtIn, schema }: ServedResource): SchemaProps {
  if (builtIn) return schema;
  return { ...schema, properties: { ...schema.properties, ...builtInRoot('', {}).properties } };
}

/** Every group has its own name for the options of a deletion. */
function deletionKinds(resources: readonly ServedResource[]): GroupVersionKind[] {
  const groupVersions = new Set(['/v1', ...resources.map(({ group, version }) => `${group}/${version}`)]);
  return [...groupVersions].toSorted().map((groupVersion) => {
    const [group = '', version = ''] = groupVersion.split('/');
    return { group, kind: 'DeleteOptions', version };
  });
}

function collect(
  schema: SchemaProps,
  names: ReadonlyMap<SchemaProps, string>,
  kinds: ReadonlyMap<SchemaProps, GroupVersionKind[]>,
  into: Map<string, Definition>,
): void {
  const named = namedTypeSchema(schema);
  const name = names.get(schema) ?? named?.name;
  if (name !== undefined) {
    if (into.has(name)) return;
    into.set(name, { schema: named?.schema ?? schema, kinds: kinds.get(schema) ?? [] });
  }
  const { properties, items, additionalProperties } = schema;
  for (const field of Object.values(properties ?? {})) collect(field, names, kinds, into);
  if (items !== undefined) collect(items, names, kinds, into);
  if (typeof additionalProperties === 'object') collect(additionalProperties, names, kinds, into);
}
