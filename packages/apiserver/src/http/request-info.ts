/** What a path under `/api` or `/apis` is about. */
export interface ResourcePath {
  group: string;
  version: string;
  /** The plural. */
  resource: string;
  /** Empty when the path names none. */
  namespace: string;
  name: string;
  subresource: string;
}

/** Subresources of a namespace itself; every other segment behind its name is a resource within it. */
const namespaceSubresources = new Set(['status', 'finalize']);

/**
 * Takes a path apart: `/api/{version}/…` or `/apis/{group}/{version}/…`, then
 * `[namespaces/{namespace}/]{resource}[/{name}[/{subresource}]]`. Undefined when it has another form.
 */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const segments = decodeSegments(path);
  if (segments === undefined) return undefined;
  const [root, ...rest] = segments;
  if (root !== 'api' && root !== 'apis') return undefined;
  const [group, version, ...place] = root === 'api' ? ['', ...rest] : rest;
  if (group === undefined || version === undefined) return undefined;
  return parsePlace(group, version, place);
}

function parsePlace(group: string, version: string, place: string[]): ResourcePath | undefined {
  const isWithinNamespace =
    place[0] === 'namespaces' && place.length > 2 && !isNamespaceSubresource(group, place);
  const namespace = isWithinNamespace ? (place[1] ?? '') : '';
  const [resource, name = '', subresource = '', ...more] = isWithinNamespace ? place.slice(2) : place;
  if (resource === undefined || more.length > 0) return undefined;
  return { group, version, resource, namespace, name, subresource };
}

function isNamespaceSubresource(group: string, place: string[]): boolean {
  return group === '' && place.length === 3 && namespaceSubresources.has(place[2] ?? '');
}

/** Undefined when a segment is empty or its escapes can't be decoded. */
function decodeSegments(path: string): string[] | undefined {
  const segments = path.slice(1).split('/');
  if (segments.at(-1) === '') segments.pop();
  if (!path.includes('%')) return segments.includes('') ? undefined : segments;
  try {
    const decoded = segments.map(decodeURIComponent);
    return decoded.includes('') ? undefined : decoded;
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
