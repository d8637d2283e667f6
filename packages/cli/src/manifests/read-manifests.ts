import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../state/private-file.ts';
import { UserError } from '../user-error.ts';
import { type SourcedManifest, splitApiVersion } from './manifest.ts';
import { parseManifests } from './parse-manifests.ts';

/**
 * The objects in files, and in the `.yaml`, `.yml` and `.json` files directly in folders, as `kubectl apply -f`
 * reads them. Throws `UserError` for a path that can't be read, a broken manifest, or an object given twice.
 */
export function readManifests(paths: readonly string[]): SourcedManifest[] {
  const manifests = paths.flatMap(filesAt).flatMap((file) => parseManifests(file, read(file)));
  const seen = new Map<string, string>();
  for (const { source, object } of manifests) {
    const { group } = splitApiVersion(object.apiVersion);
    const { name, namespace = 'default' } = object.metadata;
    const identity = JSON.stringify([group, object.kind, namespace, name]);
    const earlier = seen.get(identity);
    if (earlier !== undefined) {
      throw new UserError(
        `${source} has the ${object.kind} ${name} again that is in ${earlier}; leave one out.`,
      );
    }
    seen.set(identity, source);
  }
  return manifests;
}

function filesAt(path: string): string[] {
  const stats = explained(path, () => statSync(path));
  if (!stats.isDirectory()) return [path];
  const files = explained(path, () => readdirSync(path))
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map((name) => join(path, name))
    .filter((file) => explained(file, () => statSync(file)).isFile());
  if (files.length === 0) {
    throw new UserError(`The folder ${path} has no .yaml, .yml or .json file; name one that has manifests.`);
  }
  return files;
}

function read(file: string): string {
  return explained(file, () => readFileSync(file, 'utf8'));
}

function explained<Result>(path: string, access: () => Result): Result {
  try {
    return access();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      throw new UserError(`There are no manifests at ${path}; name a file or folder that exists.`, {
        cause: error,
      });
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The manifests at ${path} can't be read: ${reason}.`, { cause: error });
  }
}
