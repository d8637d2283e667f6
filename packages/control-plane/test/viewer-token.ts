import type { TestControlPlane } from './test-control-plane.ts';

/** Makes somebody who may only look, and answers the header by which to ask on their behalf. */
export async function createViewer({
  send,
}: Pick<TestControlPlane, 'send'>): Promise<{ authorization: string }> {
  const user = await send('POST', '/sluice/v1/users', { name: 'Vera', roles: [{ role: 'viewer' }] });
  const userId = (user.body as { id: string }).id;
  const token = await send('POST', '/sluice/v1/tokens', { name: 'viewer', userId });
  return { authorization: `Bearer ${(token.body as { token: string }).token}` };
}
