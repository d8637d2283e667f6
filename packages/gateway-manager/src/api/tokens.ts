import { request } from './request.ts';

/** A token as people see it, never the token itself. Times are ISO 8601. */
export interface Token {
  id: string;
  name: string;
  kind: 'personal' | 'system-account';
  user: { id: string; name: string };
  createdAt: string;
  /** Null: it doesn't expire. */
  expiresAt: string | null;
  /** Null: never. */
  lastUsedAt: string | null;
}

const PATH = '/sluice/v1/tokens';

/** The organisation's tokens for an administrator, one's own for anybody else. */
export async function listTokens(): Promise<Token[]> {
  const { data } = await request<{ data: Token[] }>(PATH);
  return data;
}

/** Makes a token: of one's own or, for an administrator, of the user with the id `userId`. The answer is the only time that the token itself is told. */
export async function createToken(fields: {
  name: string;
  userId: string;
  expiresAt?: string;
}): Promise<string> {
  const { token } = await request<{ token: string }>(PATH, { method: 'POST', body: fields });
  return token;
}

/** Revokes a token for good. */
export async function revokeToken(id: string): Promise<void> {
  return request(`${PATH}/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
