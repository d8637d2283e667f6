/**
 * `node scripts/chromium.ts`: installs the browser that the page's tests drive, where it is missing. Takes Debian's
 * package, which needs root; on other systems, and for other people, it says what to do.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The Chromium of this machine: what `SLUICE_CHROMIUM` names, or where packages put it. Undefined when there is none. */
export function findChromium(): string | undefined {
  const named = process.env['SLUICE_CHROMIUM'];
  return (named === undefined ? places : [named]).find(isExecutable);
}

/** Makes sure that there is a Chromium. False, after a sentence on stderr, when it can't be installed from here. */
export function installChromium(): boolean {
  if (findChromium() !== undefined) return true;
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) {
    console.error(
      'The tests of the page need Chromium, and are skipped without it. Install it (Debian: `sudo apt-get install chromium`), or name one in SLUICE_CHROMIUM.',
    );
    return false;
  }
  console.error('Installing Chromium, which the tests of the page need …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const { status } = spawnSync('apt-get', ['-qq', ...args], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) {
      console.error(`apt-get ${args.join(' ')} failed, so the tests of the page are skipped.`);
      return false;
    }
  }
  return findChromium() !== undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.main) process.exitCode = installChromium() ? 0 : 1;
