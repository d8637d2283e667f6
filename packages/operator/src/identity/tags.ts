import type { EntityObject } from '../entity/entity-object.ts';
import { type Origin, originOf } from './origin.ts';

/** Bounds of the Konnect contract for tags. */
const maxTags = 20;
const maxTagLength = 128;

const nameKey = 'k8s-name' satisfies keyof Origin;

/** Comma-separated tags of a user's own, beside `spec.tags`. */
const tagsAnnotation = 'konghq.com/tags';

/** The tags of an entity, and those of the user's that found no room. */
export interface EntityTags {
  /** Sorted, without duplicates, within the contract's bounds. */
  readonly tags: string[];
  readonly dropped: string[];
}

/**
 * The tags of an object's entity. Where there are too many, the origin's eight always stay, then come those of
 * the spec, then those of the annotation. A tag of the user's that says otherwise than the origin what begins with
 * `k8s-` is left out: by it the entity would be taken for another object's.
 */
export function entityTags(object: EntityObject, specTags: readonly string[] = []): EntityTags {
  const origin = originTags(object);
  const annotated = annotatedTags(object.metadata.annotations?.[tagsAnnotation]);
  // Most objects have no others, and each pass over one asks for its tags.
  if (specTags.length === 0 && annotated.length === 0) return { tags: origin, dropped: [] };
  const unique = new Set(origin);
  const foreign = new Set<string>();
  for (const tag of [...specTags, ...annotated].map(cut)) {
    if (isOfOrigin(tag) && !origin.includes(tag)) foreign.add(tag);
    else unique.add(tag);
  }
  const all = [...unique];
  return { tags: all.slice(0, maxTags).sort(), dropped: [...all.slice(maxTags), ...foreign] };
}

/** An object's name as the tag `k8s-name` has it: whole, unless the tag would be too long. */
export function nameInTag(name: string): string {
  return name.slice(0, maxTagLength - nameKey.length - 1);
}

/** The tags that say where the entity comes from, sorted, as the facts are. */
function originTags(object: EntityObject): string[] {
  const origin = originOf(object);
  return Object.keys(origin).map((key) => cut(`${key}:${origin[key as keyof Origin]}`));
}

function cut(tag: string): string {
  return tag.slice(0, maxTagLength);
}

/** Whether a tag says something that the origin says, by which entities are found again. */
function isOfOrigin(tag: string): boolean {
  return /^k8s-(generation|group|kind|name|namespace|uid|version):/.test(tag);
}

function annotatedTags(annotation = ''): readonly string[] {
  if (annotation === '') return [];
  return annotation
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}
