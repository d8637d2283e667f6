import { afterAll, beforeAll, describe, it } from 'vitest';
import { ADMIN_TOKEN, startTestServer, type TestServer } from '../server/test-server.ts';
import { readKubeconfig } from './kubeconfig.ts';
import { type Place, ServerUnderTest } from './place.ts';
import { topics } from './topics.ts';

/*
 * Runs against the server that the kubeconfig in CONFORMANCE_KUBECONFIG leads to, and against one of ours otherwise.
 * It works in namespaces and an API group of its own, and removes them at the end, whatever becomes of the cases.
 */

let own: TestServer | undefined;
let server: ServerUnderTest | undefined;

beforeAll(async () => {
  const kubeconfig = process.env['CONFORMANCE_KUBECONFIG'];
  if (kubeconfig !== undefined) server = new ServerUnderTest(readKubeconfig(kubeconfig));
  else {
    own = await startTestServer();
    server = new ServerUnderTest({ url: own.url, ca: own.authority.cert, token: ADMIN_TOKEN });
  }
  await server.prepare();
});

afterAll(async () => {
  await server?.close();
  await own?.close();
});

for (const { title, since: topicSince, cases } of topics) {
  describe(title, () => {
    let place: Place;
    beforeAll(async () => {
      if (server === undefined) throw new Error('There is no server.');
      place = await server.place();
    });
    for (const { name, needs, since = topicSince, run } of cases) {
      it(name, async (context) => {
        // Ours has everything: there a case that is left out would go unnoticed.
        const isLacking = own === undefined && needs !== undefined && !(await server?.has(needs));
        if (isLacking) context.skip(`The server doesn't have ${needs}.`);
        const isOlder = own === undefined && since !== undefined && !(await server?.isSince(since));
        if (isOlder) context.skip(`Kubernetes does so since ${since}.`);
        await run(place);
      });
    }
  });
}
