import { readFileSync } from 'node:fs';
import type { Certificate } from '../pki/certificate.ts';
import { UserError } from '../user-error.ts';

/**
 * The certificate that flags name, or undefined when they name none. Throws `UserError` when only one of the two
 * is given or one can't be read.
 */
export function givenCertificate(
  certFile: string | undefined,
  keyFile: string | undefined,
): Certificate | undefined {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined) {
    throw new UserError('--tls-cert-file and --tls-key-file belong together; give both, or neither.');
  }
  return { cert: readFlagFile('--tls-cert-file', certFile), key: readFlagFile('--tls-key-file', keyFile) };
}

/** Where the certificate that flags name is read from, so that it can be read again; empty when they name none. */
export function givenCertificateFiles(flags: {
  tlsCertFile: string | undefined;
  tlsKeyFile: string | undefined;
}): { tlsFiles?: { certFile: string; keyFile: string } } {
  const { tlsCertFile: certFile, tlsKeyFile: keyFile } = flags;
  return certFile === undefined || keyFile === undefined ? {} : { tlsFiles: { certFile, keyFile } };
}

/** The content of a file that a flag names. Throws `UserError` with the flag when it can't be read. */
export function readFlagFile(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The file of ${flag} can't be read: ${reason}.`, { cause: error });
  }
}
