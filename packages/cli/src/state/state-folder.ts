import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../user-error.ts';
import { hasCode, makePrivateFolder, readFileIfThere, writePrivateFile } from './private-file.ts';

/** The layout of the folder that this version writes. A change that an older version can't read raises it. */
const format = 1;

/** Where everything lies that a local Sluice keeps. Paths are absolute. */
export interface StateFolder {
  readonly root: string;
  /** The administrator's kubeconfig, with a client certificate. */
  readonly kubeconfig: string;
  readonly operatorKubeconfig: string;
  readonly operatorToken: string;
  /** The token for the control plane's API. */
  readonly controlPlaneToken: string;
  readonly caCertificate: string;
  readonly pki: string;
  readonly ports: string;
  /** The data of one server. */
  data(component: string): string;
  log(component: string): string;
  /** The lock of one server, or of `up` over all of them. */
  lock(holder: string): string;
}

/** The layout of the state folder `path`, whether it exists or not. */
export function stateFolder(path: string): StateFolder {
  const root = resolve(path);
  const pki = join(root, 'pki');
  return {
    root,
    kubeconfig: join(root, 'kubeconfig'),
    operatorKubeconfig: join(root, 'operator.kubeconfig'),
    operatorToken: join(root, 'operator-token'),
    controlPlaneToken: join(root, 'control-plane-token'),
    caCertificate: join(pki, 'ca.crt'),
    pki,
    ports: join(root, 'ports.json'),
    data: (component) => join(root, component),
    log: (component) => join(root, 'logs', `${component}.log`),
    lock: (holder) => join(root, 'locks', holder),
  };
}

/**
 * Makes the state folder where it is missing. Throws `UserError` when the path leads to something that isn't one,
 * to one of a newer version, or nowhere that can be written.
 */
export function openStateFolder(path: string): StateFolder {
  const folder = stateFolder(path);
  try {
    makePrivateFolder(folder.root);
    // Looked at before the version file, which another program that starts right now writes before anything else.
    const isEmpty = readdirSync(folder.root).every((name) => name.startsWith('version'));
    if (!hasKnownFormat(folder.root)) {
      if (!isEmpty) {
        throw new UserError(
          `${folder.root} isn't empty and isn't a state folder of Sluice; choose another one with --state-dir.`,
        );
      }
      writePrivateFile(versionFile(folder.root), `${JSON.stringify({ format })}\n`);
    }
    for (const part of [folder.pki, join(folder.root, 'logs'), join(folder.root, 'locks')]) {
      makePrivateFolder(part);
    }
  } catch (error) {
    throw explained(error, folder.root);
  }
  return folder;
}

/** The state folder `path`, or undefined when there is none. Throws `UserError` when it isn't one of ours. */
export function findStateFolder(path: string): StateFolder | undefined {
  const folder = stateFolder(path);
  try {
    if (!statSync(folder.root, { throwIfNoEntry: false })) return undefined;
    if (!hasKnownFormat(folder.root)) {
      throw new UserError(
        `${folder.root} isn't a state folder of Sluice; name the right one with --state-dir.`,
      );
    }
  } catch (error) {
    throw explained(error, folder.root);
  }
  return folder;
}

/** Whether the folder says that it is a state folder. Throws `UserError` for a format that this version can't read. */
function hasKnownFormat(root: string): boolean {
  const file = versionFile(root);
  const text = readFileIfThere(file);
  if (text === undefined) return false;
  const found = Number(/^\{"format":(\d+)\}\s*$/.exec(text)?.[1]);
  if (Number.isNaN(found)) {
    throw new UserError(`${file} is damaged; put it back, or choose another folder with --state-dir.`);
  }
  if (found > format) {
    throw new UserError(
      `The state folder ${root} was written by a newer Sluice (format ${found}; this one knows ${format}); use that ` +
        'version, or choose another folder with --state-dir.',
    );
  }
  return true;
}

function versionFile(root: string): string {
  return join(root, 'version');
}

function explained(error: unknown, root: string): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  return new UserError(
    `The state folder ${root} can't be ${problemOf(error)}, or choose another one with --state-dir.`,
    { cause: error },
  );
}

function problemOf(error: Error): string {
  if (hasCode(error, 'ENOTDIR', 'EEXIST')) return 'made, because a file is in its place; move that';
  if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return 'written; change its permissions';
  if (hasCode(error, 'ENOENT'))
    return 'made, because the file system there takes no folders; mount one that does';
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) return 'written, because its disk is full; make room';
  return `used (${error.message}); mend that`;
}
