import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import { type EntityObject, isDeleting } from '../entity/entity-object.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { syncMark, wantedDigest } from '../entity/sync-mark.ts';
import { type ComparisonSurroundings, differencesIn, noteDrift } from './comparison.ts';

/**
 * How long after a write of our own a change that is told may be older than it: the time that a call may take, and then
 * some for the stream to be behind.
 */
const echoMs = 15_000;

/** What judging needs beside comparing. */
export interface JudgingSurroundings extends ComparisonSurroundings {
  now(): number;
}

/**
 * Judges an object by what a change shows of its entity; undefined: the entity is gone. One that is as wanted costs
 * nothing, any other is queued: to be mended or, where we wrote it a moment ago, to be looked at first.
 */
export function judgeChange(
  descriptor: EntityDescriptor,
  object: EntityObject,
  shown: ShownEntity | undefined,
  around: JudgingSurroundings,
): void {
  if (isDeleting(object)) return;
  const { kind, metadata } = object;
  const memory = around.memories.of(metadata.uid);
  const { body } = descriptor.wanted(object);
  const parents = around.parentsOf(object);
  const differences = shown && differencesIn(descriptor, object, parents, body, shown);
  if (shown) memory.kept = descriptor.unknownFields?.(shown);
  if (differences?.length === 0) return;
  if (memory.writtenAtMs !== undefined && around.now() - memory.writtenAtMs < echoMs) {
    memory.isUncertain = true;
    around.wake(kind, metadata);
    return;
  }
  // What goes because its parent is being deleted has been taken along, and nobody removed it.
  const isTakenAlong = !shown && Object.values(parents).some(isDeleting);
  const mark = syncMark(descriptor.location(object).id ?? '', wantedDigest(descriptor, parents, body));
  if (!isTakenAlong) noteDrift(memory, object, mark, differences, around.drift);
  around.doubt(object);
}
