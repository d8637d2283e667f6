import type { ApiRequest } from '../http/api-request.ts';
import { type ApiResponse, jsonResponse } from '../http/api-response.ts';
import type { ServiceAccountTokens } from './service-account-tokens.ts';
import { SIGNING_ALGORITHM } from './signing-keys.ts';
import { ISSUER } from './token-claims.ts';

/** Where clients outside find the keys with which tokens are signed. */
export const KEY_SET_PATH = '/openid/v1/jwks';

/**
 * Answers `/.well-known/openid-configuration`: who signs tokens, and where the keys are (OpenID Connect Discovery 1.0,
 * section 4).
 *
 * @param headers the request's: the keys are where the client has found this server
 */
export function issuerConfiguration({ host, ':authority': authority }: ApiRequest['headers']): ApiResponse {
  return jsonResponse({
    issuer: ISSUER,
    jwks_uri: `https://${authority ?? host}${KEY_SET_PATH}`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [SIGNING_ALGORITHM],
  });
}

/** Answers with the public keys, as a JSON web key set. */
export async function keySetResponse(tokens: ServiceAccountTokens): Promise<ApiResponse> {
  return { ...jsonResponse(await tokens.keySet()), contentType: 'application/jwk-set+json' };
}
