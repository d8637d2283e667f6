import { vi } from 'vitest';

/** Waits until the assertions hold; fails with the last one that doesn't after ten seconds. */
export function eventually(assertions: () => void): Promise<void> {
  return vi.waitFor(assertions, { timeout: 10_000, interval: 2 });
}
