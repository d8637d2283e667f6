import type { User } from '../auth/user.ts';
import { type ApiError, forbidden, forbiddenPath } from '../status/api-error.ts';
import { isPath, type RequestAttributes } from './request-attributes.ts';

/** The 403 for a request that nobody has permitted, with the sentence of kube-apiserver. */
export function forbiddenRequest(user: User, attributes: RequestAttributes, reason: string): ApiError {
  const why = harmless(describe(user, attributes)) + (reason === '' ? '' : `: ${reason}`);
  if (isPath(attributes)) return forbiddenPath(why);
  return forbidden(attributes, attributes.name, why);
}

function describe({ name }: User, attributes: RequestAttributes): string {
  const who = `User ${JSON.stringify(name)} cannot ${attributes.verb}`;
  if (isPath(attributes)) return `${who} path ${JSON.stringify(attributes.path)}`;
  const { group, resource, subresource, namespace } = attributes;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  return `${who} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}`;
}

/** Names and paths are the client's: nothing in them may be taken for markup where the sentence is shown. */
function harmless(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
