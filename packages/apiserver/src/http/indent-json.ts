import type { ApiRequest } from './api-request.ts';
import type { ApiResponse } from './api-response.ts';

/** Whether a client wants JSON for people to read (`?pretty=true`), as kube-apiserver knows it. */
function wantsIndentation({ query }: ApiRequest): boolean {
  const pretty = query.get('pretty');
  return pretty !== null && !['', '0', 'false'].includes(pretty);
}

/** An answer with its JSON indented, where the client asks for that. Streams stay as they are. */
export function indentJson(request: ApiRequest, response: ApiResponse): ApiResponse {
  const { body, contentType } = response;
  if (!wantsIndentation(request) || contentType !== 'application/json') return response;
  if (typeof body === 'function' || Buffer.isBuffer(body)) return response;
  const text = typeof body === 'string' ? body : [...body].join('');
  return { ...response, body: `${JSON.stringify(JSON.parse(text), undefined, 2)}\n` };
}
