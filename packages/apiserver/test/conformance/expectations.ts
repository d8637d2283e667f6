import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../src/kube-object.ts';
import type { Answer, Watch, WatchEvent } from '../server/kube-client.ts';

/** Controllers of large clusters take their time. */
const PATIENCE_MS = 50_000;

/** What somebody did succeeded with that very code; answers the object. */
export function expectStatus(answer: Answer, status: number): KubeObject {
  assert.equal(answer.status, status, `answered ${answer.status}: ${answer.text.slice(0, 2000)}`);
  return answer.object;
}

/** What somebody did was refused, for that reason, in words that contain these. */
export function expectRefusal(
  answer: Answer,
  code: number,
  reason: string,
  words: string | RegExp = '',
): void {
  assert.equal(answer.status, code, `answered ${answer.status}: ${answer.text.slice(0, 2000)}`);
  assert.partialDeepStrictEqual(answer.failure, {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason,
    code,
  });
  const { message = '' } = answer.failure;
  if (typeof words === 'string') assert.ok(message.includes(words), `${message}\ndoes not contain\n${words}`);
  else assert.match(message, words);
}

/** The value has at least these fields, with these values. */
export function expectPart(value: unknown, part: object): void {
  assert.partialDeepStrictEqual(value, part);
}

export function expectEqual(value: unknown, expected: unknown): void {
  assert.deepEqual(value, expected);
}

/** Waits until it holds; what a server does by itself takes a moment. */
export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error(`It did not come about within ${PATIENCE_MS / 1000} s: ${holds}`);
    await sleep(20);
  }
}

/**
 * The next event of a watch that is about one of these names. Bookmarks may come in between, and so may objects that
 * others put into every namespace.
 */
export async function nextEvent(watch: Watch, names: readonly string[]): Promise<WatchEvent> {
  for (;;) {
    const event = await watch.next();
    if (event === undefined) throw new Error('The watch ended.');
    if (event.type === 'ERROR') throw new Error(`The watch failed: ${JSON.stringify(event.object)}`);
    if (event.type !== 'BOOKMARK' && names.includes(nameOf(event.object))) return event;
  }
}

/** The name of an object, or of the first one that a table shows. */
function nameOf(object: KubeObject): string {
  const rows = object['rows'];
  const shown = Array.isArray(rows) ? (rows[0] as { object: KubeObject }).object : object;
  return shown.metadata.name ?? '';
}
