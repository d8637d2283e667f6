import type { EntityObject } from '../entity/entity-object.ts';
import { originOf } from './origin.ts';

/** Bounds of the Konnect contract for tags. */
const maxTags = 20;
const maxTagLength = 128;

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
 * the spec, then those of the annotation.
 */
export function entityTags(object: EntityObject, specTags: readonly string[] = []): EntityTags {
  const wanted: string[] = [];
  for (const [key, value] of Object.entries(originOf(object))) wanted.push(`${key}:${value}`);
  wanted.push(...specTags, ...annotatedTags(object.metadata.annotations?.[tagsAnnotation]));
  const unique = [...new Set(wanted.map((tag) => tag.slice(0, maxTagLength)))];
  return { tags: unique.slice(0, maxTags).sort(), dropped: unique.slice(maxTags) };
}

function annotatedTags(annotation = ''): readonly string[] {
  if (annotation === '') return [];
  return annotation
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}
