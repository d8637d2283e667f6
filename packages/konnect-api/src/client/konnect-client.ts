import { KonnectUnreachableError } from '../errors/konnect-unreachable-error.ts';
import {
  CHANGES_PATH,
  CONTROL_PLANES_PATH,
  controlPlanePath,
  groupMembershipsPath,
  ORGANIZATION_PATH,
  USER_PATH,
} from '../paths.ts';
import type {
  ControlPlane,
  CreateControlPlaneRequest,
  UpdateControlPlaneRequest,
} from '../schemas/control-plane.ts';
import type { Organization, User } from '../schemas/identity.ts';
import { type AnswerShape, hasShape } from './answer-shape.ts';
import { type ChangeStream, readChanges } from './change-stream.ts';
import { type ControlPlaneQuery, controlPlaneSearch } from './control-plane-query.ts';
import { type EntityQuery, entitySearch } from './entity-query.ts';
import {
  createKonnectTransport,
  type KonnectClientOptions,
  type KonnectMethod,
} from './konnect-transport.ts';

/** What every call takes beside its subject. */
export interface CallOptions {
  /** Aborts the call; it then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** A page of control planes, counted from 1. */
export interface ControlPlanePage {
  data: ControlPlane[];
  meta: { page: { total: number; size: number; number: number } };
}

/** A page of core entities. `offset` leads to the next one and is absent on the last. */
export interface EntityPage<Entity> {
  data: Entity[];
  next: string | null;
  offset?: string;
}

/**
 * Konnect's Gateway Manager API. Every call rejects with a `KonnectApiError` when the API refuses, and with a
 * `KonnectUnreachableError` when there was no answer that could be understood. Answers that are the API's are taken as the
 * contract has them and aren't validated again.
 */
export interface KonnectClient {
  getOrganization(options?: CallOptions): Promise<Organization>;
  getUser(options?: CallOptions): Promise<User>;
  listControlPlanes(query?: ControlPlaneQuery, options?: CallOptions): Promise<ControlPlanePage>;
  createControlPlane(body: CreateControlPlaneRequest, options?: CallOptions): Promise<ControlPlane>;
  getControlPlane(id: string, options?: CallOptions): Promise<ControlPlane>;
  /** Changes what the body holds and leaves the rest. */
  updateControlPlane(
    id: string,
    body: UpdateControlPlaneRequest,
    options?: CallOptions,
  ): Promise<ControlPlane>;
  /** Deletes a control plane with all that is in it. */
  deleteControlPlane(id: string, options?: CallOptions): Promise<void>;
  /** The ids of a control-plane group's members, in no order to rely on. */
  listGroupMembers(groupId: string, options?: CallOptions): Promise<string[]>;
  /** Makes these control planes, and no others, the members of a group. */
  setGroupMembers(groupId: string, memberIds: readonly string[], options?: CallOptions): Promise<void>;
  /** One page of a collection, in the order of creation. */
  listEntities<Entity>(
    collectionPath: string,
    query?: EntityQuery,
    options?: CallOptions,
  ): Promise<EntityPage<Entity>>;
  /** Every entity of a collection, page by page, fetched as they are consumed. */
  iterateEntities<Entity>(
    collectionPath: string,
    query?: Omit<EntityQuery, 'offset'>,
    options?: CallOptions,
  ): AsyncGenerator<Entity, void, undefined>;
  getEntity<Entity>(collectionPath: string, idOrName: string, options?: CallOptions): Promise<Entity>;
  /** Creates under an id that the API makes. Prefer `putEntity`, which can be repeated. */
  createEntity<Entity>(collectionPath: string, body: object, options?: CallOptions): Promise<Entity>;
  /** Creates or replaces the entity with this id. */
  putEntity<Entity>(collectionPath: string, id: string, body: object, options?: CallOptions): Promise<Entity>;
  deleteEntity(collectionPath: string, id: string, options?: CallOptions): Promise<void>;
  /**
   * Follows the changes of all control planes that the token may read, where the server offers that: Sluice's own does,
   * Konnect answers 404. `after` has revisions by the ids of control planes: each of these begins with the change that
   * follows its revision, all others with what happens from now on. Resolves when the server has begun; see `ChangeStream`
   * for what it tells and how it ends.
   */
  followChanges(
    options?: CallOptions & { after?: ReadonlyMap<string, number> | undefined },
  ): Promise<ChangeStream>;
  /** Breaks off streams, lets running calls end and closes the connections. */
  close(): Promise<void>;
}

/** A page of a group's members; `next` is the address of the page after it, null on the last. */
interface MembersPage {
  data: { id: string }[];
  meta: { page: { next?: string | null } };
}

const MEMBERS_PAGE_SIZE = 100;

/** The cursor in the address of a next page. */
function cursorIn(next: string | null | undefined): string | undefined {
  if (!next) {
    return undefined;
  }
  return URL.parse(next, 'https://next.invalid')?.searchParams.get('page[after]') ?? undefined;
}

/** Makes a client for one server and one token. Nothing is connected before the first call. */
export function createKonnectClient(clientOptions: KonnectClientOptions): KonnectClient {
  const transport = createKonnectTransport(clientOptions);

  async function call<Answer>(
    method: KonnectMethod,
    path: string,
    shape: AnswerShape,
    options: CallOptions | undefined,
    parts: { query?: URLSearchParams; body?: unknown } = {},
  ): Promise<Answer> {
    const answer = await transport.send({ method, path, ...parts, signal: options?.signal });
    if (!hasShape(answer, shape)) {
      throw new KonnectUnreachableError(
        `${clientOptions.serverUrl} answered ${method} ${path} with something that isn't the API's`,
      );
    }
    return answer as Answer;
  }

  function entityPath(collectionPath: string, idOrName: string): string {
    return `${collectionPath}/${encodeURIComponent(idOrName)}`;
  }

  function listEntities<Entity>(
    collectionPath: string,
    query: EntityQuery = {},
    options?: CallOptions,
  ): Promise<EntityPage<Entity>> {
    return call('GET', collectionPath, 'page', options, { query: entitySearch(query) });
  }

  async function* iterateEntities<Entity>(
    collectionPath: string,
    query: Omit<EntityQuery, 'offset'> = {},
    options?: CallOptions,
  ): AsyncGenerator<Entity, void, undefined> {
    let offset: string | undefined;
    do {
      const page: EntityPage<Entity> = await listEntities(
        collectionPath,
        offset === undefined ? query : { ...query, offset },
        options,
      );
      yield* page.data;
      offset = page.offset;
    } while (offset !== undefined);
  }

  async function listGroupMembers(groupId: string, options?: CallOptions): Promise<string[]> {
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const query = new URLSearchParams({ 'page[size]': String(MEMBERS_PAGE_SIZE) });
      if (after !== undefined) {
        query.set('page[after]', after);
      }
      const page: MembersPage = await call('GET', groupMembershipsPath(groupId), 'page', options, { query });
      ids.push(...page.data.map(({ id }) => id));
      after = cursorIn(page.meta.page.next);
    } while (after !== undefined);
    return ids;
  }

  return {
    getOrganization: (options) => call('GET', ORGANIZATION_PATH, 'entity', options),
    getUser: (options) => call('GET', USER_PATH, 'entity', options),
    listControlPlanes: (query = {}, options) =>
      call('GET', CONTROL_PLANES_PATH, 'page', options, { query: controlPlaneSearch(query) }),
    createControlPlane: (body, options) => call('POST', CONTROL_PLANES_PATH, 'entity', options, { body }),
    getControlPlane: (id, options) => call('GET', controlPlanePath(id), 'entity', options),
    updateControlPlane: (id, body, options) =>
      call('PATCH', controlPlanePath(id), 'entity', options, { body }),
    deleteControlPlane: (id, options) => call('DELETE', controlPlanePath(id), 'any', options),
    listGroupMembers,
    setGroupMembers: (groupId, memberIds, options) =>
      call('PUT', groupMembershipsPath(groupId), 'any', options, {
        body: { members: memberIds.map((id) => ({ id })) },
      }),
    listEntities,
    iterateEntities,
    getEntity: (collectionPath, idOrName, options) =>
      call('GET', entityPath(collectionPath, idOrName), 'entity', options),
    createEntity: (collectionPath, body, options) =>
      call('POST', collectionPath, 'entity', options, { body }),
    putEntity: (collectionPath, id, body, options) =>
      call('PUT', entityPath(collectionPath, id), 'entity', options, { body }),
    deleteEntity: (collectionPath, id, options) =>
      call('DELETE', entityPath(collectionPath, id), 'any', options),
    followChanges: async ({ after = new Map<string, number>(), signal } = {}) =>
      readChanges(
        await transport.open({
          method: 'POST',
          path: CHANGES_PATH,
          headers: { accept: 'text/event-stream, application/problem+json' },
          body: { after: Object.fromEntries(after) },
          signal,
        }),
      ),
    close: transport.close,
  };
}
