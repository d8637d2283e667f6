import type { SignInLink } from './people.ts';
import { request } from './request.ts';

const PATH = '/sluice/v1/organizations';

/** Renames one's own organisation. */
export async function renameOrganization(id: string, name: string): Promise<void> {
  return request(`${PATH}/${encodeURIComponent(id)}`, { method: 'PATCH', body: { name } });
}

/**
 * Makes another organisation, which only administrators of the founding one may, and answers the link that signs its first
 * administrator in. Nothing else of it can be seen from here.
 */
export async function createOrganization(name: string, administratorName: string): Promise<SignInLink> {
  const body = { name, administrator: { name: administratorName } };
  const { signInLink } = await request<{ signInLink: SignInLink }>(PATH, { method: 'POST', body });
  return signInLink;
}
