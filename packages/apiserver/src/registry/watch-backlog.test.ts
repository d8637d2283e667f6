import { describe, expect, it } from 'vitest';
import { WatchBacklog } from './watch-backlog.ts';

/** Watches by their names, and a list of those that were cut off. */
function setUp(maxBytes: number) {
  const backlog = new WatchBacklog(maxBytes);
  const gone: string[] = [];
  const watch = (name: string) => ({ cutOff: () => void gone.push(name) });
  return { backlog, gone, a: watch('a'), b: watch('b'), c: watch('c') };
}

describe('the backlog of watches', () => {
  it('cuts nobody off as long as all of it is within the bound', () => {
    const { backlog, gone, a, b } = setUp(10);
    backlog.add(a, 5);
    backlog.add(b, 5);
    expect(gone).toEqual([]);
  });

  it('cuts off who has taken nothing for the longest time, and as many as it takes', () => {
    const { backlog, gone, a, b, c } = setUp(10);
    backlog.add(a, 5);
    backlog.add(b, 5);
    backlog.add(c, 8);
    expect(gone).toEqual(['a', 'b']);
    backlog.add(a, 2);
    expect(gone).toEqual(['a', 'b']);
  });

  it('forgets who takes something again', () => {
    const { backlog, gone, a, b, c } = setUp(10);
    backlog.add(a, 5);
    backlog.add(b, 5);
    backlog.remove(a);
    backlog.remove(a);
    backlog.add(a, 1);
    backlog.add(c, 5);
    expect(gone).toEqual(['b']);
  });

  it('cuts off a single one that is too much by itself', () => {
    const { backlog, gone, a } = setUp(10);
    backlog.add(a, 11);
    expect(gone).toEqual(['a']);
  });
});
