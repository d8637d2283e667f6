import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../command-line/program.ts';
import { UserError } from '../user-error.ts';
import { sluice } from './sluice.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-control-plane-flags-'));
const at = (name: string) => join(folder, name);
const state = ['--state-dir', at('state')];

beforeAll(() => {
  mkdirSync(at('folder'));
  writeFileSync(at('file'), 'something');
  writeFileSync(at('broken.yaml'), 'services: [');
  writeFileSync(at('nameless.yaml'), '_format_version: "3.0"\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

const oidc = {
  issuer: ['--oidc-issuer', 'https://id.example.com'],
  client: ['--oidc-client-id', 'sluice'],
  secret: ['--oidc-client-secret-file', at('file')],
  role: ['--oidc-role', 'platform=admin'],
};

/** What is given, and what the refusal has to say: the flag by its name, and what to do. */
const REFUSED: [string[], RegExp][] = [
  [['--port', 'x'], /'--port <PORT>' argument 'x' is invalid. It must be a port from 0 to 65535/],
  [['--port', '65536'], /--port .* must be a port/],
  [['--host', ''], /--host .* must not be empty/],
  [['--public-url', 'http://x.example'], /--public-url .* must be the URL of a server/],
  [['--public-url', 'https://x.example/path'], /--public-url .* must be the URL of a server/],
  [['--organization', ''], /--organization .* must not be empty/],
  [['--rate-limit', '-1'], /--rate-limit .* must be a whole number of at least 0/],
  [['--rate-limit', 'many'], /--rate-limit .* must be a whole number/],
  [['--audit-retention', 'x'], /--audit-retention/],
  [['--log-level', 'loud'], /--log-level .* must be one of trace, debug, info, warn, error/],
  [['--tls-san', ''], /--tls-san .* must not be empty/],
  [['--tls-cert-file', at('file')], /--tls-cert-file and --tls-key-file belong together/],
  [['--tls-key-file', at('file')], /--tls-cert-file and --tls-key-file belong together/],
  [
    ['--tls-cert-file', at('none'), '--tls-key-file', at('file')],
    /The file of --tls-cert-file can't be read: .*none/,
  ],
  [
    ['--tls-cert-file', at('file'), '--tls-key-file', at('none')],
    /The file of --tls-key-file can't be read: .*none/,
  ],
  [['--database-url', 'mysql://x'], /--database-url must look like postgresql:/],
  [['--database-url', 'postgresql://u:secret@x/y'], /--database-url holds a password/],
  [['--database-url-file', at('none')], /The file of --database-url-file can't be read/],
  [['--database-url', 'postgresql://x/y', '--database-url-file', at('file')], /not both/],
  [['--database-url', 'postgresql://127.0.0.1:1/none'], /can't start: .*127\.0\.0\.1/],
  [['--secret-key-file', ''], /--secret-key-file .* must not be empty/],
  [['--secret-key-file', at('folder')], /key file can't be read .* --secret-key-file/],
  [['--secret-key-file', at('file')], /holds something that is no key/],
  [['--state-dir', at('file')], /--state-dir/],
  [oidc.issuer, /--oidc-issuer, --oidc-client-id and --oidc-client-secret-file belong together/],
  [[...oidc.issuer, ...oidc.client], /belong together/],
  [[...oidc.client, ...oidc.secret, ...oidc.role], /belong together/],
  [[...oidc.issuer, ...oidc.client, ...oidc.secret], /give --oidc-role/],
  [
    ['--oidc-issuer', 'id', ...oidc.client, ...oidc.secret, ...oidc.role],
    /--oidc-issuer must be a URL such as/,
  ],
  [
    [...oidc.issuer, ...oidc.client, ...oidc.role, '--oidc-client-secret-file', at('none')],
    /The file of --oidc-client-secret-file can't be read/,
  ],
  [['--oidc-role', 'platform'], /--oidc-role .* must be a value and a role/],
  [['--oidc-role', 'platform=owner'], /--oidc-role .* must be a value and a role/],
  [['--oidc-scope', ''], /--oidc-scope .* must not be empty/],
  [['--oidc-role-claim', ''], /--oidc-role-claim .* must not be empty/],
  [['export'], /missing required argument 'FILE'/],
  [['export', '--state-dir', at('none'), '-'], /The token can't be read .* --token-file/],
  [['export', '--token-file', at('file'), '--ca-file', at('none'), '-'], /certificate .* --ca-file/],
  [['export', '--token-file', at('file'), '--url', 'http://x', '-'], /--url .* must be the URL of a server/],
  [['export', '--control-plane', '', '-'], /--control-plane .* must not be empty/],
  [
    ['export', '--token-file', at('file'), '--url', 'https://127.0.0.1:1', at('out.yaml')],
    /The server could not be used: .*127\.0\.0\.1:1/,
  ],
  [['import'], /missing required argument 'FILE'/],
  [['import', at('none.yaml')], /none\.yaml can't be read/],
  [['import', at('broken.yaml')], /broken\.yaml can't be read/],
  [['import', at('nameless.yaml')], /names no control plane; name one with --control-plane/],
  [['import', '--dry-run=yes', at('nameless.yaml')], /--dry-run/],
  [['backup', ...state], /missing required argument 'FILE'/],
  [['backup', '--state-dir', at('none'), at('copy.db')], /There is no database .* --state-dir/],
  [['rotate-secret-key', '--state-dir', at('none')], /There is no state folder .*none.* --state-dir/],
  [['rotate-secret-key', ...state, '--database-url', 'mysql://x'], /--database-url must look like/],
  [['rotate-secret-key', ...state, 'more'], /too many arguments/],
];

test.each(REFUSED)(
  'control-plane %j is refused in a sentence that names what is wrong',
  async (args, says) => {
    const needsState = !args.includes('--state-dir') && !/^[a-z]/.test(args[0] ?? '');
    const refusal = runProgram(
      sluice,
      ['control-plane', ...(needsState ? [...state, '--port', '0'] : []), ...args],
      {},
    );
    await expect(refusal).rejects.toThrow(UserError);
    await expect(refusal).rejects.toThrow(says);
    await expect(refusal).rejects.not.toThrow(/secret@/);
  },
);

test.each([
  ['SLUICE_PORT', 'x', /SLUICE_PORT/],
  ['SLUICE_RATE_LIMIT', '-1', /SLUICE_RATE_LIMIT/],
  ['SLUICE_SECRET_KEY_FILE', at('folder'), /key file can't be read/],
  ['SLUICE_OIDC_ROLE', 'platform', /SLUICE_OIDC_ROLE/],
  ['SLUICE_PUBLIC_URL', 'nowhere', /SLUICE_PUBLIC_URL/],
])('%s=%s is refused as the flag is', async (name, value, says) => {
  const refusal = runProgram(
    sluice,
    ['control-plane', ...state, ...(name === 'SLUICE_PORT' ? [] : ['--port', '0'])],
    {
      [name]: value,
    },
  );
  await expect(refusal).rejects.toThrow(UserError);
  await expect(refusal).rejects.toThrow(says);
});

test('every flag of the control plane has a case here, or in the test of a server that runs', () => {
  const flags = sluice.commands
    .filter(({ name }) => name.startsWith('control-plane'))
    .flatMap(({ flags }) => Object.keys(flags))
    .map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  const tried = new Set(REFUSED.flatMap(([args]) => args.map((arg) => arg.split('=')[0])));
  const switches = ['--drop-old-keys'];
  expect(flags.filter((flag) => !tried.has(flag) && !switches.includes(flag))).toEqual([]);
});
