/** What decides how much traffic a target takes. */
export interface WeightedTarget {
  id: string;
  target: string;
  /** 0–65535. */
  weight: number;
  failover?: boolean;
}

/** A target with its part of the traffic. */
export interface TargetShare {
  id: string;
  target: string;
  weight: number;
  /** Tenths of a percent; those of all targets add up to 1000 exactly, or to 0 when nothing takes traffic. */
  permille: number;
  /** Why a target takes none while the others are healthy. */
  idle: 'zero-weight' | 'failover' | undefined;
}

/** How an upstream spreads its traffic over healthy targets. */
export interface TrafficShare {
  /** From the largest share to the smallest; equal ones by address. */
  targets: TargetShare[];
  weightSum: number;
  /** Why the upstream as a whole takes no traffic. */
  problem: 'no-targets' | 'all-zero' | undefined;
}

const WHOLE = 1000;

/**
 * Each target's expected part of the traffic: its weight over the sum of the weights. A failover target is left out: it
 * only takes over when all others are down. Rounding follows the largest remainder, so that the parts add up.
 */
export function trafficShare(targets: readonly WeightedTarget[]): TrafficShare {
  const weightSum = targets.reduce((sum, target) => sum + effectiveWeight(target), 0);
  const shares = targets.map((target): TargetShare & { remainder: number } => {
    const parts = effectiveWeight(target) * WHOLE;
    const remainder = weightSum === 0 ? 0 : parts % weightSum;
    return {
      id: target.id,
      target: target.target,
      weight: target.weight,
      permille: weightSum === 0 ? 0 : (parts - remainder) / weightSum,
      remainder,
      idle: target.failover ? 'failover' : target.weight === 0 ? 'zero-weight' : undefined,
    };
  });
  const missing = weightSum === 0 ? 0 : WHOLE - shares.reduce((sum, { permille }) => sum + permille, 0);
  for (const share of shares.toSorted((a, b) => b.remainder - a.remainder).slice(0, missing))
    share.permille++;
  return {
    targets: shares
      .map(({ remainder: _, ...share }) => share)
      .sort((a, b) => b.permille - a.permille || b.weight - a.weight || a.target.localeCompare(b.target)),
    weightSum,
    problem: targets.length === 0 ? 'no-targets' : weightSum === 0 ? 'all-zero' : undefined,
  };
}

/** `30 %`, `33.3 %`; and `< 0.1 %` for one that takes traffic, though so little that it rounds to nothing. */
export function formatShare(share: Pick<TargetShare, 'permille' | 'idle' | 'weight'>): string {
  if (share.permille === 0 && share.idle === undefined && share.weight > 0) return '< 0.1 %';
  return `${(share.permille / 10).toFixed(share.permille % 10 === 0 ? 0 : 1)} %`;
}

function effectiveWeight({ weight, failover }: WeightedTarget): number {
  return failover ? 0 : weight;
}
