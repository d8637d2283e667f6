import { X509Certificate } from 'node:crypto';
import { UserError } from '../user-error.ts';
import { readFlagFile } from './given-certificate.ts';

const certificates = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * The certificates in PEM that are in a file which a flag names. A file that holds none would be trusted with nothing, which
 * shows only when a server is called. Throws `UserError` with the flag when it can't be read or holds none.
 */
export function givenAuthorities(flag: string, file: string): string {
  const pem = readFlagFile(flag, file);
  const found = pem.match(certificates) ?? [];
  if (found.length === 0) throw new UserError(`The file of ${flag} holds no certificate in PEM: ${file}.`);
  for (const [index, certificate] of found.entries()) {
    try {
      new X509Certificate(certificate);
    } catch (cause) {
      throw new UserError(
        `Certificate ${index + 1} in the file of ${flag} is none that can be read: ${file}.`,
        {
          cause,
        },
      );
    }
  }
  return pem;
}
