import type { ApiResponse } from './api-response.ts';
import type { MediaType } from './media-type.ts';

/** JSON text, whole or in pieces, as an answer of the type that the client asked for. */
export async function encodeBody(
  json: string | Iterable<string>,
  { type }: MediaType,
  status = 200,
): Promise<ApiResponse> {
  if (type === 'application/json') return { status, contentType: type, body: json };
  const { stringify } = await import('yaml');
  const text = typeof json === 'string' ? json : [...json].join('');
  return { status, contentType: type, body: stringify(JSON.parse(text)) };
}
