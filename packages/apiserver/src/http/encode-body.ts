import type { ApiResponse } from './api-response.ts';
import type { MediaType } from './media-type.ts';

/** JSON text as an answer of the type that the client asked for. */
export async function encodeBody(json: string, { type }: MediaType, status = 200): Promise<ApiResponse> {
  if (type === 'application/json') return { status, contentType: type, body: json };
  const { stringify } = await import('yaml');
  return { status, contentType: type, body: stringify(JSON.parse(json)) };
}
