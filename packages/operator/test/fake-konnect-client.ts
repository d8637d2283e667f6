import type { EntityPage, EntityQuery, KonnectClient } from '@sluice/konnect-api';
import { KonnectUnreachableError } from '@sluice/konnect-api';
import { type FakeCall, type FakeEntity, type FakeKonnect, type PlaneBody, refused } from './fake-konnect.ts';

const planePath =
  /^\/v2\/control-planes\/([^/]+)\/core-entities\/(upstreams|targets)(?:\/([^/]+)\/targets)?$/;

/** Where a collection's path leads. */
function parsed(path: string): {
  planeId: string;
  upstreamId: string | undefined;
  holds: 'upstreams' | 'targets';
} {
  const [, planeId = '', collection, upstreamId] = planePath.exec(path) ?? [];
  return { planeId, upstreamId, holds: upstreamId || collection === 'targets' ? 'targets' : 'upstreams' };
}

/** A client of a `FakeKonnect` with one token. */
export function fakeKonnectClient(konnect: FakeKonnect, token: string): KonnectClient {
  let closed = false;
  function call<T>(
    method: FakeCall['method'],
    path: string,
    signal: AbortSignal | undefined,
    effect: (organization: string) => T,
  ): Promise<T> {
    if (closed) return Promise.reject(new KonnectUnreachableError('the client is closed'));
    signal?.throwIfAborted();
    return konnect.call({ method, path, token }, signal, effect);
  }

  function entitiesAt(path: string, query: EntityQuery = {}): FakeEntity[] {
    const { planeId, upstreamId, holds } = parsed(path);
    const { upstreams, targets } = konnect.plane(planeId);
    const all = [...(holds === 'upstreams' ? upstreams : targets).values()];
    return all
      .filter(({ upstream }) => upstreamId === undefined || upstream?.id === upstreamId)
      .filter(({ tags }) => (query.tags ?? []).every((tag) => tags?.includes(tag)));
  }

  async function listEntities<Entity>(
    path: string,
    query: EntityQuery = {},
    options?: { signal?: AbortSignal | undefined },
  ): Promise<EntityPage<Entity>> {
    const data = await call('GET', path, options?.signal, () => entitiesAt(path, query) as Entity[]);
    return { data, next: null };
  }

  return {
    getOrganization: (options) =>
      call('GET', '/v3/organizations/me', options?.signal, (id) => ({
        id,
        name: id,
        owner_id: id,
        login_path: id,
        created_at: '',
        updated_at: '',
        state: 'active' as const,
        retention_period_days: 0,
      })),
    getUser: notNeeded,
    listControlPlanes: (query = {}, options) =>
      call('GET', '/v2/control-planes', options?.signal, (organization) => {
        const data = konnect
          .planesOf(organization)
          .filter(({ name }) => query.name === undefined || query.name === name)
          .filter(({ labels }) =>
            Object.entries(query.labels ?? {}).every(([key, value]) => labels[key] === value),
          );
        return { data, meta: { page: { total: data.length, size: 10, number: 1 } } };
      }),
    createControlPlane: (body, options) =>
      call('POST', '/v2/control-planes', options?.signal, (organization) =>
        konnect.createPlane(organization, body as PlaneBody & Record<string, unknown>),
      ),
    getControlPlane: (id, options) =>
      call('GET', `/v2/control-planes/${id}`, options?.signal, (org) => konnect.plane(id, org).shown),
    updateControlPlane: (id, body, options) =>
      call('PATCH', `/v2/control-planes/${id}`, options?.signal, (org) =>
        konnect.updatePlane(org, id, body as Partial<PlaneBody>),
      ),
    deleteControlPlane: (id, options) =>
      call('DELETE', `/v2/control-planes/${id}`, options?.signal, () => konnect.deletePlane(id)),
    listEntities,
    async *iterateEntities<Entity>(
      path: string,
      query?: EntityQuery,
      options?: { signal?: AbortSignal | undefined },
    ) {
      yield* (await listEntities<Entity>(path, query, options)).data;
    },
    getEntity: <Entity>(path: string, id: string, options?: { signal?: AbortSignal | undefined }) =>
      call('GET', `${path}/${id}`, options?.signal, () => {
        const found = entitiesAt(path).find((entity) => entity.id === id || entity.name === id);
        if (!found) throw refused(404, 'not-found', 'Not found');
        return found as unknown as Entity;
      }),
    listGroupMembers: (id, options) =>
      call('GET', `/v2/control-planes/${id}/group-memberships`, options?.signal, (org) => [
        ...konnect.plane(id, org).members,
      ]),
    setGroupMembers: (id, members, options) =>
      call('PUT', `/v2/control-planes/${id}/group-memberships`, options?.signal, (org) =>
        konnect.setMembers(org, id, members),
      ),
    createEntity: notNeeded,
    putEntity: <Entity>(
      path: string,
      id: string,
      body: object,
      options?: { signal?: AbortSignal | undefined },
    ) =>
      call('PUT', `${path}/${id}`, options?.signal, () => {
        const { planeId, upstreamId } = parsed(path);
        const entity =
          upstreamId === undefined
            ? konnect.putUpstream(planeId, id, body)
            : konnect.putTarget(planeId, upstreamId, id, body);
        return entity as unknown as Entity;
      }),
    deleteEntity: (path, id, options) =>
      call('DELETE', `${path}/${id}`, options?.signal, () => {
        const { planeId, upstreamId, holds } = parsed(path);
        if (holds === 'upstreams') konnect.deleteUpstream(planeId, id);
        else konnect.deleteTarget(planeId, id, upstreamId);
      }),
    async followChanges({ after = new Map<string, number>(), signal } = {}) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      const organization = konnect.tokens.get(token);
      if (organization === undefined) throw refused(401, 'unauthorized', 'Unauthorized');
      const planeIds = () => konnect.planesOf(organization).map(({ id }) => id);
      return konnect.feed.follow(planeIds, after, signal);
    },
    async close() {
      closed = true;
      konnect.feed.breakOff();
    },
  };
}

/** Calls that the operator doesn't make; if it did, that would be news. */
async function notNeeded(): Promise<never> {
  throw new TypeError('the operator makes no such call');
}
