import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate and its private key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate is made anew at the next start when it has less than this left. */
const renewalWindowMs = 90 * 24 * 3_600_000;

/**
 * Why `certificate` has to be made anew, or undefined when it goes on serving: it can't be read, isn't signed by
 * `issuer` (itself, for an authority), is near its end, doesn't fit its key, or lacks one of `names`.
 */
export function renewalReason(
  certificate: Certificate,
  wanted: { issuer?: Certificate; names?: readonly string[]; now: Date },
): string | undefined {
  const parsed = parse(certificate.cert);
  if (parsed === undefined) return 'it is not a certificate';
  const key = privateKey(certificate.key);
  if (key === undefined || !parsed.checkPrivateKey(key)) return 'it does not fit its key';
  const issuer = parse((wanted.issuer ?? certificate).cert);
  if (issuer === undefined || !parsed.checkIssued(issuer) || !parsed.verify(issuer.publicKey)) {
    return 'another authority signed it';
  }
  if (parsed.validToDate.getTime() - wanted.now.getTime() < renewalWindowMs) return 'it ends soon';
  if (parsed.validFromDate > wanted.now) return 'it is not valid yet';
  const missing = wanted.names?.find((name) => !covers(parsed, name));
  return missing === undefined ? undefined : `it does not cover ${missing}`;
}

function covers(certificate: X509Certificate, name: string): boolean {
  const match = isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name, { subject: 'never' });
  return match !== undefined;
}

function parse(pem: string): X509Certificate | undefined {
  return unlessMalformed(() => new X509Certificate(pem));
}

function privateKey(pem: string) {
  return unlessMalformed(() => createPrivateKey(pem));
}

/** A damaged file is expected here: it is a reason to make it anew, and nothing is lost by that. */
function unlessMalformed<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
