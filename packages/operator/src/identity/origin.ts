import type { EntityObject } from '../entity/entity-object.ts';

/** Who made an entity, as far as existing entities and other tools recognise it. */
const managedBy = 'kong-operator';

/** Where an entity comes from, by the key that tags and labels carry it under. */
export type Origin = Readonly<Record<OriginKey, string>>;

type OriginKey =
  | 'k8s-generation'
  | 'k8s-group'
  | 'k8s-kind'
  | 'k8s-name'
  | 'k8s-namespace'
  | 'k8s-uid'
  | 'k8s-version'
  | 'managed-by';

/** The eight facts about an object that its entity carries. */
export function originOf(object: EntityObject): Origin {
  const [group = '', version = ''] = object.apiVersion.split('/');
  return {
    'k8s-generation': String(object.metadata.generation),
    'k8s-group': group,
    'k8s-kind': object.kind,
    'k8s-name': object.metadata.name,
    'k8s-namespace': object.metadata.namespace,
    'k8s-uid': object.metadata.uid,
    'k8s-version': version,
    'managed-by': managedBy,
  };
}

/** The tag by which an object's own entities are found, also those that were made under another id. */
export function uidTag(objectUid: string): string {
  return `k8s-uid:${objectUid}`;
}

/** Reads from an entity's tags which object it was made from; undefined where they don't tell. */
export function describeOrigin(tags: readonly string[] | undefined): string | undefined {
  const facts = new Map(tags?.map((tag) => splitOnce(tag, ':')));
  const [kind, namespace, name] = [facts.get('k8s-kind'), facts.get('k8s-namespace'), facts.get('k8s-name')];
  return kind && namespace && name ? `${kind} ${namespace}/${name}` : undefined;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
