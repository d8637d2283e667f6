/*
 * Writes as fast as it can, and tells on its standard output what it is about to do (`? name +` or `? name -`) and
 * what was acknowledged (`! name revision`). Is killed in the middle of it by crash.test.ts.
 */
import { writeSync } from 'node:fs';
import { ObjectStore } from '../../src/storage/object-store.ts';
import { SqliteJournal } from '../../src/storage/sqlite-journal.ts';
import { put, remove, storedObject } from '../server/store-writer.ts';

const [dataDir = '', round = ''] = process.argv.slice(2);
const store = new ObjectStore(SqliteJournal.open(dataDir));
const table = store.table('things');

/** The line is out before anything else happens. */
function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

async function writeForEver(writer: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const name = `w${writer}-${count % 20}`;
    const isDeletion = count % 3 === 2 && table.head(`default/${name}`) !== undefined;
    const labels = { round, count: String(count), padding: 'x'.repeat(200) };
    tell(`? ${name} ${isDeletion ? '-' : '+'}`);
    const { entry, durable } = isDeletion ? remove(store, name) : put(store, storedObject(name, { labels }));
    await durable;
    tell(`! ${name} ${entry.revision}`);
  }
}

await Promise.all([0, 1, 2, 3].map(writeForEver));
