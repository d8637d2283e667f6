import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTestDatabase, queryDatabase, temporaryFolder } from '../../test/test-database.ts';
import type { Database, WriteTransaction } from './database.ts';
import type { StoredEntity } from './entity-statements.ts';

/** What the model of a test knows of an entity. */
interface Known {
  key: string | null;
  tags: readonly string[];
  reference: string | undefined;
}

const indexOf = ({ tags, reference }: Known) => ({
  tags,
  references: reference === undefined ? [] : [{ field: 'other.id', id: reference }],
});

function entityOf(id: string, { key, tags }: Known): StoredEntity {
  return {
    organization_id: 'org',
    control_plane_id: 'cp',
    type: 'thing',
    id,
    parent_id: null,
    unique_key: key,
    body: JSON.stringify({ id, key, tags }),
  };
}

/** Puts or deletes an entity as an operation of the server would: looks first, and writes through the set alone. */
async function apply({ entities }: WriteTransaction, model: Map<string, Known>, id: string, wanted?: Known) {
  const stored = await entities.byId({ organization_id: 'org', id });
  const before = model.get(id);
  expect(stored).toEqual(before && entityOf(id, before));
  if (wanted === undefined) {
    if (stored !== undefined && before !== undefined) {
      entities.remove(stored, indexOf(before));
      model.delete(id);
    }
    return;
  }
  if (wanted.key !== null) {
    const key = { control_plane_id: 'cp', type: 'thing', unique_key: wanted.key };
    const holder = await entities.byUniqueKey(key);
    expect(holder?.id).toBe([...model].find(([, { key }]) => key === wanted.key)?.[0]);
    if (holder !== undefined && holder.id !== id) {
      return;
    }
  }
  if (before === undefined) {
    entities.insert(entityOf(id, wanted), indexOf(wanted));
  } else {
    await entities.replace(entityOf(id, wanted), indexOf(before), indexOf(wanted));
  }
  model.set(id, wanted);
}

async function expectStored(folder: string, model: ReadonlyMap<string, Known>): Promise<void> {
  const bodies = await queryDatabase(folder, 'select id, body from entities order by id');
  const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(bodies).toEqual(sorted.map(([id, known]) => ({ id, body: entityOf(id, known).body })));
  const tags = await queryDatabase(
    folder,
    'select id, tag from entity_tags join entities on entities.seq = entity_tags.seq order by id, tag',
  );
  expect(tags).toEqual(sorted.flatMap(([id, known]) => known.tags.toSorted().map((tag) => ({ id, tag }))));
  const references = await queryDatabase(
    folder,
    'select referrer_id, referred_id from entity_references order by referrer_id',
  );
  expect(references).toEqual(
    sorted.flatMap(([id, { reference }]) =>
      reference === undefined ? [] : [{ referrer_id: id, referred_id: reference }],
    ),
  );
}

const names = fc.constantFrom('a', 'b', 'c', 'd');
const known: fc.Arbitrary<Known> = fc.record({
  key: fc.option(fc.constantFrom('k', 'l', 'm')),
  tags: fc.uniqueArray(fc.constantFrom('t', 'u', 'v')),
  reference: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
});
const operations = fc.array(
  fc.record({
    id: names,
    wanted: fc.option(known, { nil: undefined }),
    /** What becomes of the set after the operation. */
    afterwards: fc.constantFrom('go on', 'go on', 'go on', 'save', 'release'),
    /** Whether the operation said beforehand what it looks for. */
    expected: fc.boolean(),
  }),
  { maxLength: 12 },
);

test('any operations on the set leave the tables as they would one by one', async () => {
  const folder = await temporaryFolder();
  const database: Database = await openTestDatabase(folder);
  const model = new Map<string, Known>();
  await fc.assert(
    fc.asyncProperty(operations, async (group) => {
      await database.write(
        async (transaction) => {
          for (const { id, wanted, expected } of group) {
            const keys = wanted?.key
              ? [{ control_plane_id: 'cp', type: 'thing', unique_key: wanted.key }]
              : [];
            if (expected) {
              transaction.entities.expect({ ids: [{ organization_id: 'org', id }], keys });
            }
          }
          for (const { id, wanted, afterwards } of group) {
            await apply(transaction, model, id, wanted);
            if (afterwards !== 'go on') {
              await transaction.entities[afterwards]();
            }
          }
        },
        undefined,
        { ids: [], keys: [] },
      );
      await expectStored(folder, model);
    }),
    { numRuns: 60 },
  );
  await database.close();
});
