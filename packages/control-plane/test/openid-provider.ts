import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** A real OpenID provider on this machine. */
export interface TestProvider {
  issuer: string;
  close(): Promise<void>;
}

/** The client that control planes of the tests are at the provider. */
export const OPENID_CLIENT = { clientId: 'sluice', clientSecret: 'a secret of the tests' };

/**
 * Starts a provider that knows everybody: somebody who signs in as `ada` is the subject `ada`, in the groups that
 * `groupsOf` says.
 */
export async function startProvider(
  redirectUri: string,
  groupsOf: (subject: string) => string[],
): Promise<TestProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: OPENID_CLIENT.clientId,
        client_secret: OPENID_CLIENT.clientSecret,
        redirect_uris: [redirectUri],
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email'] },
    cookies: { keys: ['a key of the tests'] },
    findAccount: async (_context, subject) => ({
      accountId: subject,
      claims: async () => ({
        sub: subject,
        name: `Name of ${subject}`,
        email: `${subject}@example.com`,
        groups: groupsOf(subject),
      }),
    }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
