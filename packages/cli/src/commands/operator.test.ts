import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flagName } from '../command-line/flag.ts';
import { runProgram } from '../command-line/program.ts';
import { UserError } from '../user-error.ts';
import { operatorCommand } from './operator.ts';
import { sluice } from './sluice.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-operator-flags-'));
const at = (name: string) => join(folder, name);

beforeAll(() => {
  writeFileSync(at('file'), 'something');
  writeFileSync(at('spoilt.crt'), '-----BEGIN CERTIFICATE-----\nc3BvaWx0\n-----END CERTIFICATE-----\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A value that is wrong, and what the refusal has to say beside the flag's name. */
const WRONG: [flag: string, value: string, says: RegExp][] = [
  ['--kubeconfig', '', /must not be empty/],
  ['--kubeconfig', at('none'), /cannot read the kubeconfig .*none/],
  ['--konnect-ca-file', at('none'), /The file of --konnect-ca-file can't be read: .*none/],
  ['--konnect-ca-file', at('file'), /The file of --konnect-ca-file holds no certificate in PEM: .*file/],
  ['--konnect-ca-file', at('spoilt.crt'), /Certificate 1 in the file of --konnect-ca-file is none/],
  ['--konnect-sync-period', '60', /must be a duration such as 500ms, 60s or 1m30s/],
  ['--konnect-sync-period', '0s', /must be longer than nothing/],
  ['--konnect-controller-max-concurrent-reconciles', '0', /must be a whole number of at least 1/],
  ['--watch-namespaces', 'team-a,Team_B', /must be names of namespaces between commas/],
  ['--leader-election-namespace', 'kube system', /must be the name of a namespace/],
  ['--deletion-give-up-after', 'soon', /must be a duration/],
  ['--conversion-webhook-bind-address', '9443', /must be host:port/],
  ['--conversion-webhook-host', 'https://host:1', /must be a host name or an IP address/],
  ['--metrics-bind-address', ':99999', /must be host:port/],
  ['--health-probe-bind-address', '::1:80', /must be host:port/],
  ['--output', 'yaml', /must be one of text, json/],
  ['--log-level', 'loud', /must be one of trace, debug, info, warn, error/],
];

const anyPort = [
  '--metrics-bind-address',
  '--health-probe-bind-address',
  '--conversion-webhook-bind-address',
];

/** Runs the operator with a wrong value, and with free ports should it start for all that. */
function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<number> {
  const ports = anyPort.filter((flag) => !args.includes(flag) && !(variableOf(flag) in environment));
  return runProgram(
    sluice,
    ['operator', ...args, ...ports.flatMap((flag) => [flag, '127.0.0.1:0'])],
    environment,
  );
}

function variableOf(flag: string): string {
  return `SLUICE_${flag.slice(2).replaceAll('-', '_').toUpperCase()}`;
}

test.each(WRONG)('%s %j is refused in a sentence that says what is wrong', async (flag, value, says) => {
  const refusal = run([flag, value]);
  await expect(refusal).rejects.toThrow(UserError);
  await expect(refusal).rejects.toThrow(says);
});

test.each(WRONG.filter(([, value]) => value !== ''))(
  '%s %j is refused as an environment variable, too',
  async (flag, value, says) => {
    const refusal = run([], { [variableOf(flag)]: value });
    await expect(refusal).rejects.toThrow(UserError);
    await expect(refusal).rejects.toThrow(says);
  },
);

test('every flag that takes a value has a wrong one here', () => {
  const flags = Object.entries(operatorCommand.flags)
    .filter(([, flag]) => flag.argument !== undefined)
    .map(([name, flag]) => flagName(name, flag));
  const tried = new Set(WRONG.map(([flag]) => flag));
  expect(flags.filter((flag) => !tried.has(flag))).toEqual([]);
});

test("the flags of Kong's operator that concern Konnect have the same names and defaults", () => {
  const flags = new Map(
    Object.entries(operatorCommand.flags).map(([name, flag]) => [flagName(name, flag), flag.defaultValue]),
  );
  expect(Object.fromEntries(flags)).toMatchObject({
    '--konnect-sync-period': 60_000,
    '--konnect-controller-max-concurrent-reconciles': expect.any(Number),
    '--metrics-bind-address': { host: '', port: 8080 },
    '--health-probe-bind-address': { host: '', port: 8081 },
    '--kubeconfig': undefined,
    '--no-leader-election': true,
  });
});
