import type { FastifyReply } from 'fastify';

/** How a part of the API refuses a request before its route sees it: each part has error bodies of its own. */
export interface Refusals {
  /** 401: nobody known sent it. */
  unauthorized: (reply: FastifyReply) => FastifyReply;
  /** 403: whoever sent it may not. `reason` is a sentence that says why. */
  forbidden: (reply: FastifyReply, reason: string) => FastifyReply;
  /** 404, exactly as for a control plane that was never there. */
  hidden: (reply: FastifyReply) => FastifyReply;
  /** 429. `reason` is a sentence that says what was too much. */
  tooMany: (reply: FastifyReply, reason: string) => FastifyReply;
}
