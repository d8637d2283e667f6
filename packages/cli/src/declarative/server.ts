import { readFileSync } from 'node:fs';
import { type DeclarativeClient, openDeclarativeClient } from '@sluice/control-plane';
import { proxyFor } from '@sluice/controller-runtime';
import { stateFolder } from '../state/state-folder.ts';
import { UserError } from '../user-error.ts';

/** Which server to talk to, as flags have it. */
export interface ServerFlags {
  readonly stateDir: string;
  readonly url: string | undefined;
  readonly tokenFile: string | undefined;
  readonly caFile: string | undefined;
}

const DEFAULT_URL = 'https://localhost:8443';

/** Runs the work with the control plane of this name. Throws `UserError` when there is none, or no server. */
export async function withControlPlane<Result>(
  flags: ServerFlags,
  name: string,
  work: (client: DeclarativeClient) => Promise<Result>,
): Promise<Result> {
  const folder = stateFolder(flags.stateDir);
  const serverUrl = flags.url ?? DEFAULT_URL;
  const token = readText(flags.tokenFile ?? folder.controlPlaneToken, 'token', '--token-file').trim();
  const usesOwnCa = flags.caFile === undefined && flags.tokenFile === undefined;
  const caFile = flags.caFile ?? (usesOwnCa ? folder.caCertificate : undefined);
  const ca = caFile === undefined ? undefined : readText(caFile, 'certificate', '--ca-file');
  const proxyUrl = proxyFor(new URL(serverUrl), process.env) ?? null;
  const client = await explained(openDeclarativeClient({ serverUrl, token, ca, proxyUrl }, name));
  if (client === undefined) {
    throw new UserError(`${serverUrl} has no control plane called ${name}; name one with --control-plane.`);
  }
  try {
    return await explained(work(client));
  } finally {
    await client.close();
  }
}

/** The errors of the API are for the user; their messages name server, entity and field. */
async function explained<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    const isOfApi =
      error instanceof Error &&
      (error.name === 'KonnectApiError' || error.name === 'KonnectUnreachableError');
    throw isOfApi ? new UserError(`The server could not be used: ${error.message}`, { cause: error }) : error;
  }
}

function readText(file: string, what: string, flag: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The ${what} can't be read (${reason}); name its file with ${flag}.`, {
      cause: error,
    });
  }
}
