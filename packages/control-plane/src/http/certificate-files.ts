import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';

/** Where a certificate, with its chain, and its key lie, both PEM. */
export interface CertificateFiles {
  certFile: string;
  keyFile: string;
}

/** How often the files are looked at. Looking works through links, mounts and network disks, where watching doesn't. */
const LOOK_INTERVAL_MS = 2_000;

/**
 * Serves new connections with what the files hold, as soon as they hold something new. Connections that stand keep what
 * they have. While certificate and key don't belong together, because only one was replaced yet, and when they can't be
 * read, the server goes on with the pair that it has. Returns what ends the watch.
 */
export function followCertificateFiles(
  server: Server,
  { certFile, keyFile }: CertificateFiles,
  logger: Logger | undefined,
  lookIntervalMs: number = LOOK_INTERVAL_MS,
): () => void {
  const reload = () => {
    load(server, certFile, keyFile).then(
      () => logger?.info({ certFile }, 'Serving with the new certificate'),
      (error: unknown) =>
        logger?.warn(
          { err: error, certFile, keyFile },
          'The new certificate can not be used; the old one stays',
        ),
    );
  };
  for (const file of [certFile, keyFile]) {
    watchFile(file, { interval: lookIntervalMs, persistent: false }, reload);
  }
  return () => {
    for (const file of [certFile, keyFile]) {
      unwatchFile(file, reload);
    }
  };
}

async function load(server: Server, certFile: string, keyFile: string): Promise<void> {
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
  // Throws when the key isn't the certificate's, before the server has taken anything.
  createSecureContext({ cert, key });
  server.setSecureContext({ cert, key });
}
