import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { isKubernetesApiError, type KubernetesClient } from '@sluice/controller-runtime';
import type { Secret } from '../auth/credentials.ts';
import { secrets } from '../auth/secret-guard.ts';
import type { NamespacedName } from '../entity/entity-object.ts';
import { type IssuedCertificate, issueCertificate } from './issue-certificate.ts';

/** What a webhook serves with, and whom its clients have to trust: its authority, and the one before it. */
export interface ServingCertificate extends IssuedCertificate {
  /** The authority of the certificate that others may still serve with; empty where there was none. */
  readonly formerCa: string;
}

/** Where the certificate is kept. */
export interface CertificateStore {
  /** The certificate for these names; made anew when there is none, or it doesn't fit, or is getting old. */
  current(names: readonly string[], signal: AbortSignal): Promise<ServingCertificate>;
}

/** A certificate is made anew when less of its life is left than this, in milliseconds: a third of its year. */
const renewBeforeMs = 120 * 24 * 3_600_000;

/** Whether a certificate can go on being used for these names. */
export function isGood(cert: string, names: readonly string[], nowMs: number): boolean {
  const certificate = new X509Certificate(cert);
  const covers = (name: string) =>
    (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
  return Date.parse(certificate.validTo) - nowMs > renewBeforeMs && names.every(covers);
}

/** Keeps the certificate in memory, where the first may come from: for one process that says itself where it is reached. */
export function inMemory(given?: IssuedCertificate, now: () => number = Date.now): CertificateStore {
  let kept: ServingCertificate | undefined = given && { ...given, formerCa: '' };
  return {
    async current(names) {
      if (kept && isGood(kept.cert, names, now())) return kept;
      kept = { ...(await issueCertificate(names)), formerCa: kept?.ca ?? '' };
      return kept;
    },
  };
}

/** Keeps the certificate in a Secret, for all replicas that are reached under one name. */
export function inSecret(
  client: KubernetesClient,
  at: NamespacedName,
  now: () => number = Date.now,
): CertificateStore {
  async function read(signal: AbortSignal): Promise<Secret | undefined> {
    try {
      return await client.get<Secret>(secrets, at.namespace, at.name, { signal });
    } catch (error) {
      if (isKubernetesApiError(error, 404, 'NotFound')) return undefined;
      throw error;
    }
  }

  return {
    async current(names, signal) {
      for (;;) {
        const secret = await read(signal);
        const kept = secret && certificateIn(secret);
        if (kept && isGood(kept.cert, names, now())) return kept;
        const made = { ...(await issueCertificate(names)), formerCa: kept?.ca ?? '' };
        try {
          await write(client, at, secret, made, signal);
          return made;
        } catch (error) {
          // Another replica was faster: what it made is read.
          if (!isKubernetesApiError(error, 409)) throw error;
        }
      }
    },
  };
}

const keys = { ca: 'ca.crt', cert: 'tls.crt', key: 'tls.key', formerCa: 'former-ca.crt' } as const;

function certificateIn({ data = {} }: Secret): ServingCertificate | undefined {
  const text = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString('utf8');
  const [ca, cert, key] = [text(keys.ca), text(keys.cert), text(keys.key)];
  return ca && cert && key ? { ca, cert, key, formerCa: text(keys.formerCa) } : undefined;
}

async function write(
  client: KubernetesClient,
  { namespace, name }: NamespacedName,
  known: Secret | undefined,
  made: ServingCertificate,
  signal: AbortSignal,
): Promise<void> {
  const data = Object.fromEntries(
    Object.entries(keys).map(([field, key]) => [
      key,
      Buffer.from(made[field as keyof typeof keys], 'utf8').toString('base64'),
    ]),
  );
  if (known) {
    const { resourceVersion } = known.metadata;
    await client.patchMerge(secrets, namespace, name, { metadata: { resourceVersion }, data }, { signal });
    return;
  }
  const metadata = { namespace, name };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/tls', data };
  await client.create<Secret>(secrets, secret, { signal });
}
