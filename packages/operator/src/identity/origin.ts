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

/** The eight facts about an object that its entity carries, in the order of their keys. */
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

/** What an entity carries, tags or labels, by its keys. */
export type Facts = Readonly<Record<string, string | undefined>>;

/** Tags of the form `key:value` by their keys. A user may have added another manager to ours. */
export function factsOf(tags: readonly string[] = []): Facts {
  const facts: Facts = Object.fromEntries(tags.map((tag) => splitOnce(tag, ':')));
  return tags.includes(`managed-by:${managedBy}`) ? { ...facts, 'managed-by': managedBy } : facts;
}

/**
 * The object that an entity was made from, as its marks say; undefined for one that this operator's kind didn't make.
 * `otherManager` is what a user may have put in the place of ours.
 */
export function originIn(
  facts: Facts,
  otherManager?: string,
):
  | {
      readonly group: string;
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
      readonly uid: string;
    }
  | undefined {
  const {
    'k8s-group': group,
    'k8s-kind': kind,
    'k8s-namespace': namespace,
    'k8s-name': name,
    'k8s-uid': uid,
    'managed-by': manager,
  } = facts;
  const isOurs = manager !== undefined && [managedBy, otherManager].includes(manager);
  if (!isOurs || !group || !kind || !namespace || !name || !uid) return undefined;
  return { group, kind, namespace, name, uid };
}

/** An entity in words, with the object that it was made from where it tells: `upstream 0197… made from KongUpstream default/payments`. */
export function describeEntity(noun: string, id: string, facts: Facts): string {
  const { 'k8s-kind': kind, 'k8s-namespace': namespace, 'k8s-name': name } = facts;
  return kind && namespace && name ? `${noun} ${id} made from ${kind} ${namespace}/${name}` : `${noun} ${id}`;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
