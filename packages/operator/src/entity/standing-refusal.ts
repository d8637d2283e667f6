import type { JudgedCondition } from '../status/judged-condition.ts';
import type { Refusal } from './outcome.ts';

/** A refusal about the entity's own content: asking again would get the same answer. */
export interface StandingRefusal {
  /** Digest of what was refused, token included: with any other it is worth another try. */
  readonly digest: string;
  readonly reason: string;
  readonly message: string;
  /** What was found out beside it. */
  readonly conditions?: readonly JudgedCondition[] | undefined;
  /** Until when it stands, in milliseconds of the operator's clock; undefined: as long as the digest is the same. */
  readonly untilMs: number | undefined;
}

/** The refusal of what would be asked now, if there is one that still stands. */
export function standingRefusal(
  refused: StandingRefusal | undefined,
  asked: string,
  nowMs: number,
): Refusal | undefined {
  if (refused?.digest !== asked) return undefined;
  const { reason, message, untilMs, conditions } = refused;
  const said = { kind: 'refused', reason, message, ...(conditions ? { conditions } : {}) } as const;
  if (untilMs === undefined) return said;
  return nowMs < untilMs ? { ...said, retryAfterMs: untilMs - nowMs } : undefined;
}
