import { parseAllDocuments } from 'yaml';
import { UserError } from '../user-error.ts';
import type { Manifest, SourcedManifest } from './manifest.ts';

/**
 * The objects in one file of YAML or JSON, in its order. Several YAML documents may follow one another, and an
 * object of kind `List` stands for its items. Throws `UserError` with file, document and line for anything that
 * isn't a Kubernetes object.
 */
export function parseManifests(file: string, text: string): SourcedManifest[] {
  const documents = documentsIn(file, text);
  return documents.flatMap((content, index) => {
    const source = documents.length === 1 ? file : `${file}, document ${index + 1}`;
    return content === null || content === undefined ? [] : objectsOf(source, content);
  });
}

function documentsIn(file: string, text: string): unknown[] {
  if (file.endsWith('.json')) {
    const parsed = parseJson(text);
    if (parsed) return [parsed.content];
  }
  const documents = parseAllDocuments(text, {
    // What kubectl's parser takes for a number, a truth value or a merge, we do, too: those are YAML 1.1. But it
    // has no base-60 numbers, dates and collections of YAML 1.1, and a target may well look like one.
    version: '1.1',
    customTags: (tags) =>
      tags.filter(
        (tag) => typeof tag === 'string' || !(tag.format === 'TIME' || kubernetesHasNo.has(tag.tag)),
      ),
  });
  return documents.map((document) => {
    const problem = document.errors[0];
    if (problem)
      throw new UserError(`${file} is not valid YAML: ${firstLine(problem.message)}. Mend it and try again.`);
    return document.toJS({ maxAliasCount: 100 });
  });
}

const kubernetesHasNo = new Set([
  'tag:yaml.org,2002:timestamp',
  'tag:yaml.org,2002:binary',
  'tag:yaml.org,2002:omap',
  'tag:yaml.org,2002:pairs',
  'tag:yaml.org,2002:set',
]);

/** Undefined when the text isn't one JSON value: YAML's parser, which reads JSON, too, then says where it breaks. */
function parseJson(text: string): { content: unknown } | undefined {
  try {
    return { content: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function objectsOf(source: string, content: unknown): SourcedManifest[] {
  if (!isRecord(content))
    throw new UserError(`${source} is not a Kubernetes object, which is a mapping with a kind.`);
  const { apiVersion, kind, items } = content;
  requireText(source, 'apiVersion', apiVersion);
  requireText(source, 'kind', kind);
  if (kind === 'List' && Array.isArray(items)) {
    return items.flatMap((item, index) => objectsOf(`${source}, item ${index + 1}`, item));
  }
  const metadata = isRecord(content['metadata']) ? content['metadata'] : {};
  requireText(source, 'metadata.name', metadata['name']);
  if (metadata['namespace'] !== undefined) requireText(source, 'metadata.namespace', metadata['namespace']);
  return [{ source, object: content as unknown as Manifest }];
}

function requireText(source: string, field: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return;
  throw new UserError(
    value === undefined || value === null
      ? `${source} has no ${field}; add it.`
      : `${source}: ${field} must be a text that isn't empty, not ${JSON.stringify(value)}.`,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').replace(/[:.\s]+$/, '');
}
