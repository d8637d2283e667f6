import type { FastifyInstance } from 'fastify';
import { viewOf } from '../access/view.ts';
import { identityOf } from '../http/authenticate.ts';
import { sendInvalidParameters } from '../http/problem-replies.ts';
import { sendJson } from '../http/send-json.ts';
import { readControlPlaneFilter } from './control-plane-filter.ts';
import type { ControlPlaneStore } from './control-plane-store.ts';
import { withEndpoints } from './with-endpoints.ts';

/** Control planes under the name that they had first, by which older versions of decK page through them. */
export function addRuntimeGroupRoute(
  app: FastifyInstance,
  store: ControlPlaneStore,
  publicUrl: () => string,
): void {
  app.get('/konnect-api/api/runtime_groups', async (request, reply) => {
    const { size = '100', page } = request.query as Record<string, string | undefined>;
    const result = readControlPlaneFilter({ 'page[size]': size, 'page[number]': page });
    if (!result.ok) {
      return sendInvalidParameters(reply, result.problems, 'query');
    }
    const { data, total } = await store.list(viewOf(identityOf(request)), result.filter);
    const { pageSize, pageNumber } = result.filter;
    const pageCount = Math.max(1, Math.ceil(total / pageSize));
    return sendJson(reply, 200, {
      data: data.map((controlPlane) => withEndpoints(controlPlane, publicUrl())),
      page: pageNumber,
      pageCount,
    });
  });
}
