import { Gauge, type Registry } from 'prom-client';

/**
 * Adds the largest resident set that the process has ever had: what a memory limit has to allow, and what a look at
 * the current size misses.
 */
export function addPeakMemory(registry: Registry): void {
  new Gauge({
    name: 'process_peak_resident_memory_bytes',
    help: 'Largest resident memory size so far in bytes.',
    registers: [registry],
    collect() {
      // getrusage(2) counts it in KiB; Node makes that so on every system.
      this.set(process.resourceUsage().maxRSS * 1024);
    },
  });
}
