import { readFileIfThere, writePrivateFile } from '../state/private-file.ts';
import { type Certificate, renewalReason } from './certificate.ts';

/**
 * The certificate that `<base>.crt` and `<base>.key` hold, made by `issue` and written there when it is missing
 * or has to be made anew. The key is written first: a crash in between leaves a pair that doesn't fit, which the
 * next start sees and makes anew.
 */
export async function keepCertificate(
  base: string,
  wanted: { issuer?: Certificate; names?: readonly string[]; issue: () => Promise<Certificate> },
): Promise<Certificate> {
  const kept = read(base);
  if (kept && renewalReason(kept, { ...wanted, now: new Date() }) === undefined) return kept;
  const made = await wanted.issue();
  writePrivateFile(`${base}.key`, made.key);
  writePrivateFile(`${base}.crt`, made.cert);
  return made;
}

function read(base: string): Certificate | undefined {
  const cert = readFileIfThere(`${base}.crt`);
  const key = readFileIfThere(`${base}.key`);
  return cert === undefined || key === undefined ? undefined : { cert, key };
}
