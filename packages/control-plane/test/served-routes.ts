import { createApp } from '../src/http/app.ts';
import { createServer } from '../src/http/create-server.ts';
import { IdentityStore } from '../src/identity/identity-store.ts';
import { LastUse } from '../src/identity/last-use.ts';
import { SecretBox } from '../src/secrets/secret-box.ts';
import { SignInLinkStore } from '../src/sessions/sign-in-link-store.ts';
import { temporaryFolder, testTls } from './test-control-plane.ts';
import { openTestDatabase } from './test-database.ts';

/** A route as the server knows it: `/v2/control-planes/:controlPlaneId`. */
export interface ServedRoute {
  method: string;
  url: string;
}

/** Every route of a server with everything switched on, but those of the page's files. */
export async function servedRoutes(): Promise<ServedRoute[]> {
  const database = await openTestDatabase(await temporaryFolder());
  const lastUse = new LastUse(database, () => undefined);
  const publicUrl = () => 'https://localhost';
  const options = {
    database,
    secretBox: new SecretBox(Buffer.alloc(32)),
    identities: await IdentityStore.open(database, 'ACME', []),
    lastUse,
    links: new SignInLinkStore(database, publicUrl),
    rateLimiter: undefined,
    tracing: undefined,
    openId: {
      issuer: 'https://id.example',
      clientId: 'sluice',
      clientSecret: 'secret',
      roleClaim: 'groups',
      roles: [],
      scopes: [],
    },
    pageDir: undefined,
    publicName: undefined,
    tls: testTls,
    publicUrl,
    logger: undefined,
  };
  const server = createServer(options);
  const routes: ServedRoute[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) {
      // Fastify answers HEAD wherever there is a GET.
      if (one !== 'HEAD') {
        routes.push({ method: one, url });
      }
    }
  });
  await createApp(options, server).ready();
  await server.close();
  await lastUse.close();
  await database.close();
  return routes;
}
