import type { RequestAttributes } from '../authorization/request-attributes.ts';
import { selectedName } from '../registry/selector/field-selector.ts';
import type { ApiRequest } from './api-request.ts';
import type { ResourcePath } from './request-info.ts';

/** What a request for a path that leads to no resource wants, as rules speak of it. */
export function pathAttributes({ method, path }: ApiRequest): RequestAttributes {
  return { verb: method === 'HEAD' ? 'get' : method.toLowerCase(), path };
}

/**
 * What a request for resources wants, as rules speak of it. A list or watch that selects one name counts as one of
 * that object, so that whoever may see it alone can watch it.
 *
 * @param verb undefined for a method that does nothing with resources
 */
export function resourceAttributes(
  { method, query }: ApiRequest,
  path: ResourcePath,
  verb: string | undefined,
): RequestAttributes {
  const { group, resource, subresource, namespace } = path;
  const isCollection = path.name === '' && method !== 'POST';
  const name = isCollection ? (selectedName(query.get('fieldSelector')) ?? '') : path.name;
  // Whoever asks for a Namespace asks for something within it.
  const isNamespace = group === '' && resource === 'namespaces';
  return {
    verb: verb ?? verbOf(method),
    group,
    resource,
    subresource,
    namespace: isNamespace ? path.name : namespace,
    name,
  };
}

/** Subresources are created by a POST to the object that they belong to. */
function verbOf(method: string): string {
  return method === 'POST' ? 'create' : method.toLowerCase();
}
