import { KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate and its private key, as PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** A server's certificate, and the authority that clients have to trust to take it. */
export interface IssuedCertificate extends KeyPair {
  readonly ca: string;
}

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
const lifetimeMs = 365 * 24 * 3_600_000;
/** It begins in the past, so that a client whose clock is a little behind takes it. */
const backdatedMs = 300_000;

/**
 * Makes a certificate for a server of these names, host names or addresses, signed by an authority of its own whose
 * key is thrown away: it can never sign another. Both live for a year.
 */
export async function issueCertificate(names: readonly string[]): Promise<IssuedCertificate> {
  // Loaded here, because only a start and a renewal need it. Its injector needs the polyfill, and needs it first.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const now = Date.now();
  const validity = { notBefore: new Date(now - backdatedMs), notAfter: new Date(now + lifetimeMs) };
  const [authorityKeys, keys] = [await newKeys(), await newKeys()];
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: ['Sluice conversion webhook authority'] }],
    ...validity,
    keys: authorityKeys,
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    issuer: authority.subjectName,
    subject: [{ CN: ['Sluice conversion webhook'] }],
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    ...validity,
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  return { ca: authority.toString('pem'), cert: certificate.toString('pem'), key };
}

function newKeys() {
  return webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
}

/** 127 random bits: positive, unique, and within the 20 octets of RFC 5280, section 4.1.2.2. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
  return bytes.toString('hex');
}
