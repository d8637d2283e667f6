import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';
import { type ApiServerAlone, startApiServerAlone } from './support/apiserver-alone.ts';
import { commandLines, shownFiles } from './support/command-table.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/reference/kubectl.md'), 'utf8');
const lines = commandLines(document);

/** A command that takes longer than that hangs. */
const COMMAND_TIMEOUT_MS = 60_000;

describe.each(['1.20', '1.28', '1.32', '1.35'] as const)('with kubectl %s and its Helm', (version) => {
  let server: ApiServerAlone;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    const { kubectl } = await kubernetesTools(version);
    server = await startApiServerAlone();
    const home = join(server.folder, 'home');
    mkdirSync(home);
    env = {
      ...process.env,
      HOME: home,
      KUBECONFIG: server.kubeconfig,
      PATH: `${dirname(kubectl)}:${process.env['PATH']}`,
    };
    for (const [name, text] of shownFiles(document)) writeFileSync(join(server.folder, name), text);
  });
  afterAll(() => server.close());

  const known = lines.filter(({ from }) => from === undefined || Number(from) <= Number(version));
  it.each(known)('$command', async ({ command, failures }) => {
    const { code, text } = await run(command);
    if (failures === undefined) {
      expect(text, command).not.toMatch(/^error/im);
      expect(code, text).toBe(0);
    } else {
      expect(code, text).not.toBe(0);
      const found = failures.length === 0 || failures.some((failure) => text.includes(failure));
      expect(found, `${failures.join(' or ')} in: ${text}`).toBe(true);
    }
  });

  it('every command of kubectl is in the table', async () => {
    const told = lines.map(({ command }) => command);
    const isTold = (name: string) => told.some((command) => `${command} `.includes(`kubectl ${name} `));
    const missing = (await commandsOf('')).filter((name) => !isTold(name));
    expect(missing).toEqual([]);
  });

  /** The commands that kubectl names in its help, with those that they are made of: `rollout pause`. */
  async function commandsOf(parent: string): Promise<string[]> {
    const { text } = await run(`kubectl ${parent} --help`);
    const [before = ''] = text.split(/^Usage:/m);
    const section =
      /^(?:Available |Basic |Deploy |Cluster |Troubleshooting |Advanced |Settings |Other ).*Commands.*:$|^Subcommands.*:$/;
    const names: string[] = [];
    let isInSection = false;
    for (const line of before.split('\n')) {
      if (line === '') isInSection = false;
      else if (section.test(line)) isInSection = true;
      else if (isInSection) names.push(/^ {2}(\S+)/.exec(line)?.[1] ?? '');
    }
    const whole = names.map((name) => `${parent} ${name}`.trim());
    const inner = await Promise.all(whole.map(commandsOf));
    return whole.flatMap((name, index) => (inner[index]?.length ? inner[index] : [name]));
  }

  function run(command: string): Promise<{ code: number; text: string }> {
    return new Promise((resolve) => {
      const options = { cwd: server.folder, env, timeout: COMMAND_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
      execFile('/bin/sh', ['-c', command], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, text: `${stdout}${stderr}` });
      });
    });
  }
});
