import { startControlPlane } from '../src/index.ts';

/**
 * A control plane in a process of its own, for tests that kill it. Options come in the first argument as JSON; the
 * URL goes out as the first line.
 */
const control = await startControlPlane(JSON.parse(process.argv[2] ?? '{}'));
process.stdout.write(`${control.url}\n`);
