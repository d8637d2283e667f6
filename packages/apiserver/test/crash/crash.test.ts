import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ObjectStore } from '../../src/storage/object-store.ts';
import { SqliteJournal } from '../../src/storage/sqlite-journal.ts';

/** How often a writer is killed; CRASH_ROUNDS says otherwise. */
const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 25);
const writer = fileURLToPath(new URL('writer.ts', import.meta.url));

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'crash-test-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

/** Runs a writer and kills it after a random number of acknowledgements; returns what it has acknowledged. */
async function writeUntilKilled(round: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, dataDir, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killAfterLines = 1 + Math.floor(Math.random() * 400);
  let output = '';
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
    lines += chunk.toString().split('\n').length - 1;
    if (lines >= killAfterLines) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return output.split('\n').slice(0, -1);
}

/** What the writers know of an object. */
interface Knowledge {
  /** The revision of the last acknowledged state; undefined when that is a deletion, or nothing. */
  revision: number | undefined;
  /** What was under way when the writer was killed. */
  intent: '+' | '-' | undefined;
}

/** Takes in the lines of a writer. */
function learn(known: Map<string, Knowledge>, lines: readonly string[]): void {
  for (const line of lines) {
    const [mark, name = '', what] = line.split(' ');
    const { revision, intent } = known.get(name) ?? { revision: undefined, intent: undefined };
    if (mark === '?') known.set(name, { revision, intent: what === '-' ? '-' : '+' });
    else known.set(name, { revision: intent === '-' ? undefined : Number(what), intent: undefined });
  }
}

describe('after kill -9', () => {
  it(
    `at ${ROUNDS} random points what is stored is what was acknowledged, or the write that was under way`,
    async () => {
      const known = new Map<string, Knowledge>();
      let lastRevision = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        learn(known, await writeUntilKilled(round));
        const store = new ObjectStore(SqliteJournal.open(dataDir));
        for (const [name, { revision, intent }] of known) {
          const entry = store.table('things').get(`default/${name}`);
          const isAsAcknowledged = entry?.revision === revision;
          const isAsIntended =
            intent === '-' ? entry === undefined : (entry?.revision ?? 0) > (revision ?? 0);
          expect(
            isAsAcknowledged || (intent !== undefined && isAsIntended),
            `${name} after round ${round}`,
          ).toBe(true);
          known.set(name, { revision: entry?.revision, intent: undefined });
        }
        expect(store.revision).toBeGreaterThanOrEqual(lastRevision);
        lastRevision = store.revision;
        await store.close();
      }
      expect(known.size).toBeGreaterThan(0);
    },
    60_000 + ROUNDS * 3_000,
  );
});
