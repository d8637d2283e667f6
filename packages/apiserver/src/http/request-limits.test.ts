import { describe, expect, it } from 'vitest';
import { ApiError } from '../status/api-error.ts';
import { RequestLimits } from './request-limits.ts';

function refusal(run: () => void): ApiError {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  throw new Error('It was not refused.');
}

describe('the limits of requests', () => {
  it('turn away a user that has too many under way, and nobody else', () => {
    const limits = new RequestLimits({ maxInFlight: 10, maxInFlightPerUser: 2 });
    limits.enter('a');
    limits.enter('a');
    const { status } = refusal(() => limits.enter('a'));
    expect(status).toMatchObject({ code: 429, reason: 'TooManyRequests', details: { retryAfterSeconds: 1 } });
    limits.enter('b');
    limits.leave('a');
    limits.enter('a');
    expect(limits.inFlight).toBe(3);
  });

  it('turn everybody away when all together have too many', () => {
    const limits = new RequestLimits({ maxInFlight: 2, maxInFlightPerUser: 2 });
    limits.enter('a');
    limits.enter('b');
    expect(refusal(() => limits.enter('c')).status.code).toBe(429);
    limits.leave('b');
    limits.enter('c');
  });
});
