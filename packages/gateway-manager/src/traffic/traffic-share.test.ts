import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatShare, trafficShare, type WeightedTarget } from './traffic-share.ts';

function targets(...weights: number[]): WeightedTarget[] {
  return weights.map((weight, index) => ({ id: String(index), target: `10.0.0.${index}:8000`, weight }));
}

function shares(...weights: number[]): [string, string][] {
  return trafficShare(targets(...weights)).targets.map((share) => [share.target, formatShare(share)]);
}

describe('a share of the traffic', () => {
  it('is the weight over the sum of the weights, the largest first', () => {
    expect(shares(30, 70)).toEqual([
      ['10.0.0.1:8000', '70 %'],
      ['10.0.0.0:8000', '30 %'],
    ]);
  });

  it.each([
    [
      [1, 1, 1],
      ['33.4 %', '33.3 %', '33.3 %'],
    ],
    [
      [65_535, 1],
      ['100 %', '< 0.1 %'],
    ],
    [
      [1, 0],
      ['100 %', '0 %'],
    ],
    [[100], ['100 %']],
  ])('of the weights %j is %j', (weights, expected) => {
    expect(shares(...weights).map(([, share]) => share)).toEqual(expected);
  });

  it('leaves failover targets out, and says so', () => {
    const [first, standby] = trafficShare([
      { id: 'a', target: 'a:80', weight: 10 },
      { id: 'b', target: 'b:80', weight: 90, failover: true },
    ]).targets;
    expect(first).toMatchObject({ permille: 1000, idle: undefined });
    expect(standby).toMatchObject({ permille: 0, idle: 'failover' });
  });

  it('calls out targets of weight zero, and upstreams that have no others', () => {
    expect(trafficShare(targets(0, 5)).targets[1]).toMatchObject({ idle: 'zero-weight' });
    expect(trafficShare(targets(0, 5)).problem).toBeUndefined();
    expect(trafficShare(targets(0, 0)).problem).toBe('all-zero');
    expect(trafficShare([{ id: 'a', target: 'a:80', weight: 1, failover: true }]).problem).toBe('all-zero');
    expect(trafficShare([]).problem).toBe('no-targets');
  });

  it('adds up to the whole, is off by less than a tenth of a percent, and loses no target', () => {
    const weight = fc.integer({ min: 0, max: 65_535 });
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 200 }), (weights) => {
        const share = trafficShare(targets(...weights));
        const sum = share.targets.reduce((total, { permille }) => total + permille, 0);
        expect(sum).toBe(share.weightSum === 0 ? 0 : 1000);
        expect(new Set(share.targets.map(({ id }) => id)).size).toBe(weights.length);
        for (const { weight: own, permille } of share.targets) {
          const exact = share.weightSum === 0 ? 0 : (own * 1000) / share.weightSum;
          expect(Math.abs(permille - exact)).toBeLessThan(1);
        }
      }),
    );
  });
});
