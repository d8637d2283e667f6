import { randomInt } from 'node:crypto';

const DIGITS = 10;

/**
 * Makes the numbers that errors carry as `kong:trace:<digits>` and that the log has as `reqId`: unlike each other
 * within a process, and most likely between processes.
 */
export function createTraceIds(): () => string {
  const process = String(randomInt(1_000_000_000, 2_000_000_000));
  let requests = 0;
  return () => {
    requests += 1;
    return process + String(requests).padStart(DIGITS, '0');
  };
}
