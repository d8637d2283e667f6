import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';
import { SluiceUp } from './support/sluice-up.ts';

const repository = join(import.meta.dirname, '../..');
const guide = readFileSync(join(repository, 'docs/guides/upstream-and-target.md'), 'utf8');

/** A block of the guide: a script, and what the guide says that it prints. */
interface Step {
  readonly script: string;
  readonly printed: string | undefined;
}

const steps: Step[] = [...guide.matchAll(/```sh\n([\s\S]*?)```\n(?:\n```text\n([\s\S]*?)```)?/g)].map(
  ([, script = '', printed]) => ({ script, printed }),
);

it.each(['1.32', '1.35'] as const)(
  'every command of the guide does with kubectl %s what the guide says',
  async (version) => {
    const { kubectl } = await kubernetesTools(version);
    const folder = mkdtempSync(join(tmpdir(), 'sluice-guide-'));
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
    const up = new SluiceUp({ stateDir: join(folder, '.sluice') });
    await up.event('ready');

    const shell = spawn('bash', ['-e', '-o', 'pipefail'], {
      cwd: folder,
      env: { ...process.env, PATH: `${dirname(kubectl)}${delimiter}${process.env['PATH']}` },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const separator = '--- next step ---';
    for (const { script } of steps) shell.stdin.write(`{\n${script}} 2>&1\necho '${separator}'\n`);
    shell.stdin.end();
    const [out, err, [code]] = await Promise.all([
      text(shell.stdout),
      text(shell.stderr),
      once(shell, 'close'),
    ]);
    expect(`${out}${err}`, 'the steps ran to the end').toContain(separator);
    const printed = out.split(`${separator}\n`);
    for (const [index, step] of steps.entries()) {
      if (step.printed !== undefined) expect(general(printed[index] ?? '')).toBe(general(step.printed));
    }
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(printed.find((part) => part.includes('"10.0.0.1:8000"'))).toContain('"10.0.0.2:8000"');
  },
);

/** What is printed, without what differs from run to run and from one version of kubectl to the next. */
function general(printed: string): string {
  return printed
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/https:\/\/(localhost|127\.0\.0\.1):\d+/g, '<url>')
    .replaceAll(/(?<=\s)(\d+[smh])+(?=\s)/g, '<age>')
    .replaceAll(/ from default namespace$/gm, '')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ +$/gm, '');
}
