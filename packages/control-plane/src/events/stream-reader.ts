import type { FastifyRequest } from 'fastify';
import { roleIn } from '../access/role.ts';
import { type Authentication, identify } from '../http/authenticate.ts';

/** Whether somebody may go on reading a stream, and if not, why: nobody known any more, or without a role there. */
export type Standing = 'allowed' | 'signed-out' | 'no-role';

/** Who reads a stream, which may be open for longer than the token, session or role that opened it. */
export interface StreamReader {
  /** As things are now; on a replica other than where they changed, up to five seconds late. */
  standing(): Promise<Standing>;
  /** Calls the listener when the standing may have changed; answers how to stop that. */
  subscribe(listener: () => void): () => void;
}

/** The reader who sent a request for the stream of a control plane. */
export function streamReader(
  request: FastifyRequest,
  authentication: Pick<Authentication, 'identities' | 'cookie'>,
  controlPlaneId: string,
): StreamReader {
  return {
    async standing() {
      const identity = await identify(request, authentication);
      if (identity === undefined) {
        return 'signed-out';
      }
      return roleIn(identity.roles, controlPlaneId) === undefined ? 'no-role' : 'allowed';
    },
    subscribe: (listener) => authentication.identities.subscribe(listener),
  };
}
