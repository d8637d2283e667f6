import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Certificate } from '../pki/certificate.ts';
import { keepCertificate } from '../pki/keep-certificate.ts';
import { UserError } from '../user-error.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { readFileIfThere, writePrivateFile } from './private-file.ts';
import { waitForLock } from './process-lock.ts';
import type { StateFolder } from './state-folder.ts';

/** The group that may do everything in Kubernetes. */
const administrators = 'system:masters';

/** The local operator's name. It is in no group: what it may do, its ClusterRole says. */
export const operatorUser = 'sluice-operator';

/** The names that every local server's certificate covers. */
const localNames = ['localhost', '127.0.0.1', '::1'];

/**
 * The label before `localhost` looks like one of Konnect's regions, without which Kong's own operator refuses a
 * server. It is covered beside the other names, so that this operator can be pointed here, too.
 */
const controlPlaneNames = [...localNames, 'us.localhost'];

/** What the Kubernetes API server needs to prove who it is, and to know its clients. */
export interface ApiserverCredentials {
  readonly tls: Certificate & { readonly clientCa: string };
  readonly tokens: { tokenSha256: string; user: string; groups: string[] }[];
  /** The administrator's client certificate. */
  readonly admin: Certificate;
  readonly operatorToken: string;
}

/** What the control plane needs. */
export interface ControlPlaneCredentials {
  readonly tls: Certificate;
  readonly token: string;
  readonly caCertificate: string;
}

/** Makes what is missing or near its end of the API server's credentials, and returns all. */
export function keepApiserverCredentials(folder: StateFolder, moreNames: readonly string[] = []) {
  return whileLocked(folder, async (): Promise<ApiserverCredentials> => {
    const ca = await keepAuthority(folder);
    const tls = await keepServerCertificate(folder, ca, 'apiserver', [...localNames, ...moreNames]);
    const admin = await keepCertificate(join(folder.pki, 'admin'), {
      issuer: ca,
      issue: async () =>
        (await issuing()).issueClientCertificate(ca, { user: 'sluice-admin', groups: [administrators] }),
    });
    const operatorToken = keepToken(folder.operatorToken, '');
    return {
      tls: { ...tls, clientCa: ca.cert },
      tokens: [{ tokenSha256: sha256(operatorToken), user: operatorUser, groups: [] }],
      admin,
      operatorToken,
    };
  });
}

/**
 * Makes what is missing or near its end of the control plane's credentials, and returns all. A token that is given
 * takes the place of one in the folder.
 */
export function keepControlPlaneCredentials(
  folder: StateFolder,
  moreNames: readonly string[] = [],
  givenToken?: string,
) {
  return whileLocked(folder, async (): Promise<ControlPlaneCredentials> => {
    const ca = await keepAuthority(folder);
    return {
      tls: await keepServerCertificate(folder, ca, 'control-plane', [...controlPlaneNames, ...moreNames]),
      token: givenToken ?? keepToken(folder.controlPlaneToken, 'kpat_'),
      caCertificate: ca.cert,
    };
  });
}

/**
 * Writes the kubeconfigs of the administrator and of the operator for an API server at `url`, whose certificate
 * `ca` signed.
 */
export function writeKubeconfigs(
  folder: StateFolder,
  url: string,
  { admin, operatorToken, tls }: ApiserverCredentials,
  ca: string = tls.clientCa,
): void {
  writeIfChanged(
    folder.kubeconfig,
    kubeconfigText(url, ca, { name: 'sluice-admin', cert: admin.cert, key: admin.key }),
  );
  writeIfChanged(
    folder.operatorKubeconfig,
    kubeconfigText(url, ca, { name: operatorUser, token: operatorToken }),
  );
}

/**
 * Makes what is missing or near its end of what the local operator's webhook is served with. It could make that itself,
 * and would carry 20 MiB about from then on: the code that makes certificates.
 */
export function keepWebhookCertificate(folder: StateFolder) {
  return whileLocked(folder, async (): Promise<Certificate & { readonly ca: string }> => {
    const ca = await keepAuthority(folder);
    return { ...(await keepServerCertificate(folder, ca, 'conversion-webhook', localNames)), ca: ca.cert };
  });
}

function keepAuthority(folder: StateFolder): Promise<Certificate> {
  return keepCertificate(join(folder.pki, 'ca'), {
    issue: async () => (await issuing()).issueAuthority('Sluice local authority'),
  });
}

function keepServerCertificate(
  folder: StateFolder,
  ca: Certificate,
  component: string,
  names: readonly string[],
): Promise<Certificate> {
  return keepCertificate(join(folder.pki, component), {
    issuer: ca,
    names,
    issue: async () => (await issuing()).issueServerCertificate(ca, names),
  });
}

/** Loading what makes certificates takes a tenth of a second, which only a start that makes some should pay. */
function issuing(): Promise<typeof import('../pki/issue.ts')> {
  return import('../pki/issue.ts');
}

/** The token in `file`, made with 256 random bits when there is none. */
function keepToken(file: string, prefix: string): string {
  const kept = readFileIfThere(file)?.trim();
  if (kept) return kept;
  const token = `${prefix}${randomBytes(32).toString('base64url')}`;
  writePrivateFile(file, `${token}\n`);
  return token;
}

function writeIfChanged(file: string, content: string): void {
  if (readFileIfThere(file) !== content) writePrivateFile(file, content);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Two servers that start at once on a new state folder must not each make an authority. */
async function whileLocked<Result>(folder: StateFolder, work: () => Promise<Result>): Promise<Result> {
  const attempt = await waitForLock(folder.lock('pki'), 10_000);
  if (!attempt.ok) {
    throw new UserError(
      `Another process is making certificates in ${folder.pki}; try again when it is done.`,
    );
  }
  try {
    return await work();
  } finally {
    attempt.lock.release();
  }
}
