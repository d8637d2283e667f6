import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const builder = join(import.meta.dirname, '..', '..', '..', 'scripts', 'build.ts');

/** Builds the page when it isn't built, or not of what the sources are now. */
export function buildPageIfStale(): void {
  // Whoever tests would get a development build otherwise.
  const env = { ...process.env, NODE_ENV: 'production' };
  execFileSync(process.execPath, [builder, '--if-stale'], { stdio: 'ignore', env });
}
