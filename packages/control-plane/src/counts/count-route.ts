import type { FastifyInstance } from 'fastify';
import { findByPath, sendBrokenPath } from '../control-planes/control-plane-path.ts';
import type { ControlPlaneStore } from '../control-planes/control-plane-store.ts';
import { sendJson } from '../http/send-json.ts';
import type { EntityCounter } from './entity-counter.ts';

/** How many entities of each collection a control plane has, which lists by offset don't tell. */
export function addCountRoute(
  app: FastifyInstance,
  controlPlanes: ControlPlaneStore,
  counter: EntityCounter,
): void {
  app.get('/sluice/v1/control-planes/:controlPlaneId/counts', async (request, reply) => {
    const found = await findByPath(request, controlPlanes);
    return found.ok
      ? sendJson(reply, 200, { counts: await counter.count(found.controlPlane.id) })
      : sendBrokenPath(reply, found.reason);
  });
}
