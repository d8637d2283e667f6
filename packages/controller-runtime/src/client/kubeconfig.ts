import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { KubeconfigError } from './kubeconfig-error.ts';

/** A section of a kubeconfig, with the file it stands in: relative paths in it are relative to that file. */
export interface KubeconfigSection {
  readonly name: string;
  readonly file: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Several kubeconfig files read as one. */
export interface Kubeconfig {
  readonly files: readonly string[];
  readonly currentContext: string | undefined;
  readonly contexts: readonly KubeconfigSection[];
  readonly clusters: readonly KubeconfigSection[];
  readonly users: readonly KubeconfigSection[];
}

/**
 * Reads and merges kubeconfig files as `kubectl` does: the first file to name a context, cluster or user wins,
 * and so does the first `current-context`. Throws `KubeconfigError` with the path of a file that can't be read.
 */
export async function readKubeconfig(files: readonly string[]): Promise<Kubeconfig> {
  const parts = await Promise.all(files.map(readFileOf));
  return {
    files,
    currentContext: parts.map((part) => part.currentContext).find((name) => name !== undefined),
    contexts: parts.flatMap((part) => part.contexts),
    clusters: parts.flatMap((part) => part.clusters),
    users: parts.flatMap((part) => part.users),
  };
}

/** The string in a section's field, undefined when it is absent or empty; anything else is an error. */
export function stringField(section: KubeconfigSection, field: string): string | undefined {
  const value = section.content[field];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new KubeconfigError(`${section.file}: ${field} of ${section.name} must be a string`, {
    path: section.file,
  });
}

/**
 * Content given in the kubeconfig itself (`<field>-data`, in base64) or in a file that it names (`<field>`). The
 * former wins, as in `kubectl`.
 */
export async function contentField(section: KubeconfigSection, field: string): Promise<string | undefined> {
  const inline = stringField(section, `${field}-data`);
  if (inline !== undefined) return Buffer.from(inline, 'base64').toString('utf8');
  const path = pathField(section, field);
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new KubeconfigError(`${section.file}: cannot read ${path}, the ${field} of ${section.name}`, {
      path: section.file,
      cause,
    });
  }
}

/** A path in a section, absolute. */
export function pathField(section: KubeconfigSection, field: string): string | undefined {
  const path = stringField(section, field);
  return path === undefined ? undefined : resolve(dirname(section.file), path);
}

async function readFileOf(file: string): Promise<Omit<Kubeconfig, 'files'>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new KubeconfigError(`cannot read the kubeconfig ${file}`, { path: file, cause });
  }
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    // The parser's error quotes the lines around, which may hold a token; so it isn't kept as the cause.
    throw new KubeconfigError(`the kubeconfig ${file} is no valid YAML`, { path: file });
  }
  if (!isRecord(content)) throw new KubeconfigError(`the kubeconfig ${file} is empty`, { path: file });
  const currentContext = content['current-context'];
  return {
    currentContext: typeof currentContext === 'string' && currentContext !== '' ? currentContext : undefined,
    contexts: sections(file, content['contexts'], 'context'),
    clusters: sections(file, content['clusters'], 'cluster'),
    users: sections(file, content['users'], 'user'),
  };
}

function sections(file: string, list: unknown, field: string): KubeconfigSection[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw new KubeconfigError(`${file}: ${field}s must be a list`, { path: file });
  return list.map((entry: unknown, index) => {
    if (!isRecord(entry) || typeof entry['name'] !== 'string') {
      throw new KubeconfigError(`${file}: ${field}s[${index}] needs a name`, { path: file });
    }
    const content = entry[field];
    return { name: entry['name'], file, content: isRecord(content) ? content : {} };
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
