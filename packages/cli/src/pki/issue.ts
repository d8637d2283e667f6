// The certificate library's injector needs this polyfill, and needs it first.
import 'reflect-metadata';
import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Certificate } from './certificate.ts';

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
const dayMs = 24 * 3_600_000;
const authorityLifetimeMs = 3650 * dayMs;
const leafLifetimeMs = 825 * dayMs;
/** Certificates begin in the past, so that a client whose clock is a little behind takes them. */
const backdatedMs = 300_000;

/** Makes a certificate authority that signs leaf certificates and nothing else. */
export async function issueAuthority(commonName: string): Promise<Certificate> {
  const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [commonName] }],
    ...validity(authorityLifetimeMs),
    keys,
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: certificate.toString('pem'), key: privateKeyPem(keys.privateKey) };
}

/** Makes a server's certificate for `names`: host names and IP addresses, the first of which is its common name. */
export function issueServerCertificate(
  authority: Certificate,
  names: readonly string[],
): Promise<Certificate> {
  return issueLeaf(
    authority,
    [{ CN: [names[0] ?? 'localhost'] }],
    [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
    ],
  );
}

/** Makes a client's certificate; Kubernetes reads the common name as the user and each organisation as a group. */
export function issueClientCertificate(
  authority: Certificate,
  client: { user: string; groups: readonly string[] },
): Promise<Certificate> {
  return issueLeaf(
    authority,
    [...client.groups.map((group) => ({ O: [group] })), { CN: [client.user] }],
    [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
  );
}

async function issueLeaf(
  authority: Certificate,
  subject: JsonName,
  extensions: Extension[],
): Promise<Certificate> {
  const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const issuer = new X509Certificate(authority.cert);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    issuer: issuer.subjectName,
    subject,
    publicKey: keys.publicKey,
    signingKey: createPrivateKey(authority.key).toCryptoKey(keyAlgorithm, false, ['sign']),
    ...validity(leafLifetimeMs),
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...extensions,
    ],
  });
  return { cert: certificate.toString('pem'), key: privateKeyPem(keys.privateKey) };
}

function validity(lifetimeMs: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - backdatedMs), notAfter: new Date(now + lifetimeMs) };
}

/** 127 random bits: positive, unique, and within the 20 octets of RFC 5280, section 4.1.2.2. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
  return bytes.toString('hex');
}

function privateKeyPem(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}
