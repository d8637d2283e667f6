import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exchange } from './chaos-proxy.ts';
import type { KongObject } from './fault-objects.ts';

/** What was seen of a run. */
export interface Evidence {
  readonly seed: number;
  /** The objects that are in the cluster now. */
  readonly objects: readonly KongObject[];
  /** Objects that aren't as they should be, by UID. */
  readonly suspects: ReadonlySet<string>;
  /** What all operators of the run asked, in any order. */
  readonly exchanges: readonly Exchange[];
  /** What they said, a line each. */
  readonly log: readonly string[];
}

/** More objects than this tell nothing more. */
const mostObjects = 4;
const lastExchanges = 30;
const lastLines = 60;

/** Puts down what a person needs who looks for the reason of a failure: in short, and the whole of it in a file. */
export function report(evidence: Evidence): string {
  const { objects, suspects, log, seed } = evidence;
  const exchanges = evidence.exchanges.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-faults-')), `seed-${seed}.log`);
  const all = [...objects.map((object) => JSON.stringify(object)), ...exchanges.map(told), ...log];
  writeFileSync(file, all.join('\n'));
  const shown = objects.filter(({ metadata }) => suspects.has(metadata.uid)).slice(0, mostObjects);
  return [
    `It is ${new Date().toISOString()}. All calls, objects and the operator's whole log: ${file}`,
    ...shown.flatMap((object) => storyOf(object, exchanges, log)),
    'Not answered:',
    ...exchanges.filter(({ endedAt }) => endedAt === undefined).map(told),
    "The last of the operator's log:",
    ...log.slice(-lastLines),
  ].join('\n');
}

/** The object as it is, the last calls about it to either server, and what the operator said about it. */
function storyOf(object: KongObject, exchanges: readonly Exchange[], log: readonly string[]): string[] {
  const { uid, name } = object.metadata;
  const id = object.status?.konnect?.id;
  const names = [uid, name, ...(id === undefined ? [] : [id])];
  const word = new RegExp(`(?<![\\w-])(?:${names.join('|')})(?![\\w-])`);
  const calls = exchanges.filter(({ request, body }) => word.test(request) || word.test(body));
  return [
    `--- ${name}: ${JSON.stringify(object)}`,
    ...calls.slice(-lastExchanges).map(told),
    ...log.filter((line) => word.test(line)).slice(-lastExchanges),
  ];
}

function told({ at, request, body, delayedMs, fault, status, endedAt }: Exchange): string {
  const tookMs = endedAt && endedAt.getTime() - at.getTime();
  return [
    at.toISOString(),
    request,
    ...(status === undefined ? [] : [`answered ${status}`]),
    ...(fault === undefined || fault === 'none' ? [] : [`met: ${fault}`]),
    ...(delayedMs === undefined ? [] : [`held up for ${delayedMs} ms`]),
    tookMs === undefined ? 'still open' : `ended after ${tookMs} ms`,
    ...(body === '' ? [] : [body]),
  ].join(' ');
}
