import { createServer } from 'node:net';
import { UserError } from '../user-error.ts';
import { readFileIfThere, writePrivateFile } from './private-file.ts';

/** The ports of the two servers of one state folder. */
export interface Ports {
  readonly apiserver: number;
  readonly controlPlane: number;
}

/** The ports that the last start used, or undefined before the first. Throws `UserError` when the file is damaged. */
export function readPorts(file: string): Ports | undefined {
  const text = readFileIfThere(file);
  if (text === undefined) return undefined;
  const [, apiserver, controlPlane] =
    /^\{"apiserver":(\d{1,5}),"controlPlane":(\d{1,5})\}\s*$/.exec(text) ?? [];
  if (apiserver === undefined || controlPlane === undefined) {
    throw new UserError(
      `${file} is damaged; it should read {"apiserver":PORT,"controlPlane":PORT}. Put it back.`,
    );
  }
  return { apiserver: Number(apiserver), controlPlane: Number(controlPlane) };
}

export function writePorts(file: string, ports: Ports): void {
  writePrivateFile(
    file,
    `${JSON.stringify({ apiserver: ports.apiserver, controlPlane: ports.controlPlane })}\n`,
  );
}

/**
 * The ports to use: what was asked for, else what was kept, else a free one. The control plane's can't move once
 * it is kept, because authentication configurations name it in their server URL, which is immutable.
 */
export async function choosePorts(asked: Ports, kept: Ports | undefined): Promise<Ports> {
  if (kept && asked.controlPlane !== 0 && asked.controlPlane !== kept.controlPlane) {
    throw new UserError(
      `The control plane of this state folder is on port ${kept.controlPlane}, and the server URL of ` +
        "its KonnectAPIAuthConfiguration can't change; leave out --control-plane-port, or use another --state-dir.",
    );
  }
  const apiserver = asked.apiserver || kept?.apiserver || (await freePort());
  const controlPlane = kept?.controlPlane || asked.controlPlane || (await freePort(apiserver));
  return { apiserver, controlPlane };
}

/**
 * A port of the loopback address that nobody listens on. It lies below the ranges from which systems take the
 * ports of outgoing connections (32768 on Linux, 49152 elsewhere), so that it is still free at the next start.
 */
export async function freePort(except?: number): Promise<number> {
  const first = 20_000;
  const count = 10_000;
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = first + Math.floor(Math.random() * count);
    if (port !== except && (await canListen(port))) return port;
  }
  throw new UserError(`No free port was found between ${first} and ${first + count}; name one with a flag.`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
