// The certificate library needs this polyfill before it is loaded.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A certificate and its key, in PEM. */
interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority with a server's and a client's certificate of its own. */
export interface TestCertificates {
  readonly ca: string;
  readonly server: TestCertificate;
  readonly client: TestCertificate;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 86_400_000;

/**
 * Makes certificates that are valid today, and as long as is said; the server's covers `serverNames` (host names) and
 * 127.0.0.1.
 */
export async function makeCertificates(
  serverNames: readonly string[],
  validForMs = dayMs,
): Promise<TestCertificates> {
  const validity = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + validForMs) };
  const caKeys = await generateKeys();
  const ca = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=test authority',
    keys: caKeys,
    signingAlgorithm: algorithm,
    ...validity,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  const issue = async (subject: string, names: readonly string[]): Promise<TestCertificate> => {
    const keys = await generateKeys();
    const cert = await X509CertificateGenerator.create({
      subject,
      issuer: ca.subject,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: algorithm,
      ...validity,
      extensions: [
        new SubjectAlternativeNameExtension([
          ...names.map((value) => ({ type: 'dns' as const, value })),
          { type: 'ip' as const, value: '127.0.0.1' },
        ]),
      ],
    });
    const key = PemConverter.encode(
      await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
      'PRIVATE KEY',
    );
    return { cert: cert.toString('pem'), key };
  };
  return {
    ca: ca.toString('pem'),
    server: await issue('CN=server', serverNames),
    client: await issue('CN=client', []),
  };
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}
