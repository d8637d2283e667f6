import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { InformerBench } from '../../test/informer-bench.ts';

let bench: InformerBench;

beforeEach(async () => {
  bench = await InformerBench.open();
});

afterEach(() => bench.stop());

type Step =
  | { readonly do: 'put'; readonly name: string; readonly observe: boolean }
  | { readonly do: 'remove'; readonly name: string }
  | { readonly do: 'break'; readonly half: boolean }
  | { readonly do: 'expire' | 'forget' | 'bookmark' | 'wait' }
  | { readonly do: 'fail'; readonly status: number };

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), name, observe: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const), half: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('expire', 'forget', 'bookmark', 'wait'),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('fail' as const), status: fc.constantFrom(500, 410, 429) }),
  },
);

it('whatever breaks, the cache, its index and what handlers were told end up as what the server has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      bench.server.failures.length = 0;
      for (const object of bench.server.list()) bench.server.remove(object.metadata.name);
      bench.server.maxPageSize = 2;
      const stopOne = new AbortController();
      const informer = bench.create();
      informer.addIndexer('parity', (object) => [object.spec.size % 2 === 0 ? 'even' : 'odd']);
      const told = new Map<string, number>();
      informer.onChange((old, current) => {
        expect(told.get((old ?? current)?.metadata.name ?? '')).toBe(old?.spec.size);
        if (current === undefined) told.delete(old?.metadata.name ?? '');
        else told.set(current.metadata.name, current.spec.size);
      });
      const done = informer.run(stopOne.signal);
      let size = 0;
      for (const current of steps) {
        if (current.do === 'put') {
          const answer = bench.server.put(current.name, ++size);
          if (current.observe) informer.observe(answer);
        } else if (current.do === 'remove') bench.server.remove(current.name);
        else if (current.do === 'break') bench.server.breakWatches({ half: current.half });
        else if (current.do === 'expire') bench.server.expireWatches();
        else if (current.do === 'forget') bench.server.forget();
        else if (current.do === 'bookmark') bench.server.bookmark();
        else if (current.do === 'fail') bench.server.failures.push(current.status);
        else await eventually(() => expect(informer.hasSynced).toBe(true));
      }
      const expected = Object.fromEntries(
        bench.server.list().map((object) => [object.metadata.name, object.spec.size]),
      );
      await eventually(() => {
        const cached = informer.list().map((object) => [object.metadata.name, object.spec.size]);
        expect(Object.fromEntries(cached)).toEqual(expected);
        expect(informer.hasSynced).toBe(true);
      });
      expect(Object.fromEntries(told)).toEqual(expected);
      const even = informer.byIndex('parity', 'even').map((object) => object.spec.size);
      expect(even.toSorted()).toEqual(
        Object.values(expected)
          .filter((value) => value % 2 === 0)
          .toSorted(),
      );
      expect(bench.logger.messages('error')).toEqual([]);
      stopOne.abort();
      await done;
    }),
    { numRuns: 60 },
  );
});
