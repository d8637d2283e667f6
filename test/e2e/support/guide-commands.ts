import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { kubernetesTools } from '../../../scripts/kubernetes-tools.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** The blocks of commands of a guide that can be run, in their order. What is indented belongs to a list. */
export function commandsIn(guide: string): string[] {
  const text = readFileSync(join(root, 'docs', 'guides', guide), 'utf8');
  return [...text.matchAll(/^( *)```sh\n(.*?)^ *```$/gms)].map(([, indent = '', commands = '']) =>
    commands.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

/**
 * A shell like that of somebody who follows a guide: it stands in the repository, has kubectl and helm on its path, and
 * the administrator's kubeconfig. Gives what it printed; fails when a command fails.
 */
export async function guideShell(
  kubeconfig: string,
  variables: Readonly<Record<string, string>> = {},
  folder = root,
): Promise<(commands: string) => Promise<string>> {
  const tools = await kubernetesTools('1.35');
  const bin = mkdtempSync(join(tmpdir(), 'sluice-guide-bin-'));
  for (const [name, program] of Object.entries(tools)) {
    writeFileSync(join(bin, name), `#!/bin/sh\nexec "${program}" "$@"\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env = { ...process.env, ...variables, KUBECONFIG: kubeconfig, PATH: `${bin}:${process.env.PATH}` };
  return async (commands) => {
    const { stdout } = await promisify(execFile)('sh', ['-euc', commands], { cwd: folder, env });
    return stdout;
  };
}
