import { CONTROL_PLANES_PATH } from '@sluice/konnect-api';
import type { FastifyInstance } from 'fastify';
import { findByPath, sendBrokenPath } from '../control-planes/control-plane-path.ts';
import type { ControlPlaneStore } from '../control-planes/control-plane-store.ts';
import type { GroupStore } from '../groups/group-store.ts';
import { sendJson } from '../http/send-json.ts';
import type { Database } from '../storage/database.ts';
import { expectedConfigHash } from './expected-config-hash.ts';

/** Answers the hash of the configuration that the nodes of a control plane should have. */
export function addExpectedConfigHashRoute(
  app: FastifyInstance,
  { reader }: Database,
  controlPlanes: ControlPlaneStore,
  groups: GroupStore,
): void {
  app.get(`${CONTROL_PLANES_PATH}/:controlPlaneId/expected-config-hash`, async (request, reply) => {
    const found = await findByPath(request, controlPlanes);
    if (!found.ok) {
      return sendBrokenPath(reply, found.reason);
    }
    const memberIds = await groups.memberIds(found.controlPlane.id);
    return sendJson(reply, 200, await expectedConfigHash(reader, found.controlPlane, memberIds));
  });
}
