import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  type ControlPlane,
  compileDefaults,
  KonnectApiError,
  KonnectUnreachableError,
  parseTargetAddress,
  UpstreamRequest,
} from '@sluice/konnect-api';
import { FakeChangeFeed } from './fake-change-feed.ts';

/** An entity as the API shows it. */
export interface FakeEntity {
  readonly id: string;
  readonly name?: string;
  readonly target?: string;
  readonly weight?: number;
  readonly tags?: readonly string[];
  readonly upstream?: { readonly id: string };
  readonly [field: string]: unknown;
}

/** A call of the API. */
export interface FakeCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly token: string;
}

interface Plane {
  readonly organization: string;
  shown: ControlPlane;
  readonly upstreams: Map<string, FakeEntity>;
  readonly targets: Map<string, FakeEntity>;
  members: readonly string[];
}

/** What the API fills in where an upstream is silent. */
const fillDefaults = compileDefaults(UpstreamRequest);

/** The time of everything; the operator doesn't read it. */
const created = '2030-01-01T00:00:00Z';

/**
 * A control plane's server, in memory, with the rules that the operator meets: tokens, unique names and addresses,
 * foreign keys, deletions that take what lies below along. Fails as a test's `before` and `after` say.
 */
export class FakeKonnect {
  readonly calls: FakeCall[] = [];
  /** The change streams, which are opened by no call that counts. */
  readonly feed = new FakeChangeFeed();
  /** Organisations by the tokens that belong to them. */
  readonly tokens = new Map([['kpat_good', 'org-1']]);
  /** Is asked before a call takes effect: may throw the answer, or wait. */
  before: (call: FakeCall) => undefined | Promise<void> = () => undefined;
  /** Is asked after a call has taken effect: may throw, as a lost answer does. */
  after: (call: FakeCall) => undefined | Promise<void> = () => undefined;
  readonly #planes = new Map<string, Plane>();
  #busy = 0;
  #held = 0;

  /** Calls under way that wait for nothing but their turn. */
  get busy(): number {
    return this.#busy - this.#held;
  }

  /** Calls that a test holds up. */
  get held(): number {
    return this.#held;
  }

  /** Calls that write, in order: `PUT /v2/…`. */
  get changes(): string[] {
    return this.calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  }

  planes(): ControlPlane[] {
    return [...this.#planes.values()].map(({ shown }) => shown);
  }

  /** Every control plane with what is in it, by id: for another server that is to have the same. */
  planesById(): ReadonlyMap<string, Plane> {
    return this.#planes;
  }

  addPlane(id: string, plane: Plane): void {
    this.#planes.set(id, plane);
  }

  /** Gives a control plane another id. */
  rename(from: string, to: string): void {
    const plane = this.plane(from);
    this.#planes.delete(from);
    this.#planes.set(to, { ...plane, shown: { ...plane.shown, id: to } });
  }

  upstreams(): FakeEntity[] {
    return [...this.#planes.values()].flatMap(({ upstreams }) => [...upstreams.values()]);
  }

  targets(): FakeEntity[] {
    return [...this.#planes.values()].flatMap(({ targets }) => [...targets.values()]);
  }

  /** Has a call take its way: the hooks, the token, and then what it does. */
  async call<T>(
    call: FakeCall,
    signal: AbortSignal | undefined,
    effect: (organization: string) => T,
  ): Promise<T> {
    this.calls.push(call);
    this.#busy++;
    try {
      await new Promise<void>((resolve) => setImmediate(resolve));
      await this.#hold(this.before(call), signal);
      const organization = this.tokens.get(call.token);
      if (organization === undefined) throw refused(401, 'unauthorized', 'Unauthorized');
      const answer = structuredClone(effect(organization));
      await this.#hold(this.after(call), signal);
      await new Promise<void>((resolve) => setImmediate(resolve));
      return answer;
    } finally {
      this.#busy--;
    }
  }

  plane(id: string, organization?: string): Plane {
    const plane = this.#planes.get(id);
    if (!plane || (organization !== undefined && plane.organization !== organization)) throw notFound();
    return plane;
  }

  createPlane(
    organization: string,
    { name, labels = {}, ...rest }: Record<string, unknown> & PlaneBody,
  ): ControlPlane {
    this.#assertNameIsFree(organization, name);
    const id = randomUUID();
    const { description = '', auth_type = 'pinned_client_certs', proxy_urls = [] } = rest;
    const shown: ControlPlane = {
      id,
      name,
      description,
      labels,
      config: {
        control_plane_endpoint: `https://${id}.cp.test`,
        telemetry_endpoint: `https://${id}.tp.test`,
        cluster_type: rest.cluster_type ?? 'CLUSTER_TYPE_CONTROL_PLANE',
        auth_type,
        cloud_gateway: false,
        proxy_urls,
      },
      created_at: created,
      updated_at: created,
    };
    this.#planes.set(id, { organization, shown, upstreams: new Map(), targets: new Map(), members: [] });
    this.feed.wake();
    return shown;
  }

  updatePlane(organization: string, id: string, changes: Partial<PlaneBody>): ControlPlane {
    const plane = this.plane(id, organization);
    const { name = plane.shown.name, description, labels, ...config } = changes;
    this.#assertNameIsFree(organization, name, id);
    const before = plane.shown;
    plane.shown = {
      ...plane.shown,
      name,
      description: description ?? plane.shown.description,
      labels: labels ?? plane.shown.labels,
      config: { ...plane.shown.config, ...config },
    };
    if (!isDeepStrictEqual(before, plane.shown)) this.#tellOf(id, 'control_plane', before, plane.shown);
    return plane.shown;
  }

  planesOf(organization: string): ControlPlane[] {
    return [...this.#planes.values()]
      .filter((plane) => plane.organization === organization)
      .map(({ shown }) => shown);
  }

  setMembers(organization: string, id: string, members: readonly string[]): void {
    for (const member of members) {
      if (!this.#planes.has(member)) throw invalid('members', `there is no control plane ${member}`);
    }
    const plane = this.plane(id, organization);
    if (isDeepStrictEqual(plane.members, members)) return;
    plane.members = members;
    this.#tellOf(id, 'group_memberships', { id }, { id });
  }

  deletePlane(id: string): void {
    this.plane(id);
    this.#planes.delete(id);
    this.feed.wake();
  }

  putUpstream(planeId: string, id: string, body: object): FakeEntity {
    const { upstreams } = this.plane(planeId);
    const entity = { ...Object(fillDefaults(body)), id } as FakeEntity;
    if (!/^[A-Za-z0-9._~-]{1,128}$/.test(entity.name ?? '')) throw invalid('name', 'may hold letters only');
    this.#assertIdIsFree(id, planeId);
    assertFree(upstreams, entity, 'name', (other) => other.name === entity.name, `${entity.name}`);
    this.#set(planeId, 'upstream', upstreams, entity);
    return entity;
  }

  putTarget(planeId: string, upstreamId: string, id: string, body: object): FakeEntity {
    const { upstreams, targets } = this.plane(planeId);
    if (!upstreams.has(upstreamId)) throw foreign('upstream.id', upstreamId);
    const given = body as FakeEntity;
    const address = parseTargetAddress(given.target ?? '');
    if (!address.ok) throw invalid('target', address.reason);
    const entity = {
      failover: false,
      weight: 100,
      ...given,
      id,
      target: address.address,
      upstream: { id: upstreamId },
    };
    this.#assertIdIsFree(id, planeId);
    const isRival = (other: FakeEntity) =>
      other.upstream?.id === upstreamId && other.target === entity.target;
    assertFree(targets, entity, 'target', isRival, `${upstreamId}:${entity.target}`);
    this.#set(planeId, 'target', targets, entity);
    return entity;
  }

  deleteUpstream(planeId: string, id: string): void {
    const { upstreams, targets } = this.plane(planeId);
    if (!upstreams.has(id)) throw notFound();
    for (const target of [...targets.values()]) {
      if (target.upstream?.id === id) this.#delete(planeId, 'target', targets, target.id);
    }
    this.#delete(planeId, 'upstream', upstreams, id);
  }

  /** Deletes a target; with an upstream given, only one of that. */
  deleteTarget(planeId: string, id: string, upstreamId?: string): void {
    const { targets } = this.plane(planeId);
    const entity = targets.get(id);
    if (!entity || (upstreamId !== undefined && entity.upstream?.id !== upstreamId)) throw notFound();
    this.#delete(planeId, 'target', targets, id);
  }

  /** Tells of a control plane's change of its own, as the control plane that has streams does. */
  #tellOf(id: string, type: string, before: object, after: object): void {
    this.feed.record(id, { operation: 'updated', type, id, before, after });
  }

  #set(planeId: string, type: string, entities: Map<string, FakeEntity>, after: FakeEntity): void {
    const { id } = after;
    const before = entities.get(id) ?? null;
    entities.set(id, after);
    this.feed.record(planeId, { operation: before ? 'updated' : 'created', type, id, before, after });
  }

  #delete(planeId: string, type: string, entities: Map<string, FakeEntity>, id: string): void {
    const before = entities.get(id) ?? null;
    entities.delete(id);
    this.feed.record(planeId, { operation: 'deleted', type, id, before, after: null });
  }

  async #hold(hook: undefined | Promise<void>, signal: AbortSignal | undefined): Promise<void> {
    if (hook === undefined) return;
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    this.#held++;
    try {
      await Promise.race([hook, aborted.promise]);
    } finally {
      this.#held--;
      signal?.removeEventListener('abort', abort);
    }
  }

  #assertNameIsFree(organization: string, name: string, id?: string): void {
    const rival = this.planesOf(organization).find((plane) => plane.name === name && plane.id !== id);
    if (!rival) return;
    throw new KonnectApiError({
      status: 409,
      kind: 'unique',
      uniqueField: 'name',
      message: `name ${name} is taken`,
    });
  }

  #assertIdIsFree(id: string, planeId: string): void {
    for (const [other, { upstreams, targets }] of this.#planes) {
      if (other !== planeId && (upstreams.has(id) || targets.has(id))) throw unique('id', id);
    }
  }
}

/** The body of a control plane. */
export interface PlaneBody {
  readonly name: string;
  readonly description?: string;
  readonly labels?: Record<string, string>;
  readonly cluster_type?: ControlPlane['config']['cluster_type'];
  readonly auth_type?: ControlPlane['config']['auth_type'];
  readonly proxy_urls?: ControlPlane['config']['proxy_urls'];
}

/** No answer at all. */
export function unreachable(): KonnectUnreachableError {
  return new KonnectUnreachableError('https://konnect.test could not be reached: connect ECONNREFUSED');
}

/** A 5xx. */
export function serverError(status = 500): KonnectApiError {
  return new KonnectApiError({ status, kind: 'server', message: 'internal error' });
}

/** A 429. */
export function rateLimited(retryAfterMs?: number): KonnectApiError {
  return new KonnectApiError({
    status: 429,
    kind: 'rate-limited',
    message: 'too many requests',
    retryAfterMs,
  });
}

/** Any other refusal. */
export function refused(status: number, kind: KonnectApiError['kind'], message: string): KonnectApiError {
  return new KonnectApiError({ status, kind, message });
}

function notFound(): KonnectApiError {
  return refused(404, 'not-found', 'Not found');
}

function invalid(field: string, why: string): KonnectApiError {
  const fields = [{ field, messages: [why] }];
  return new KonnectApiError({
    status: 400,
    kind: 'validation',
    fields,
    message: `validation error: ${field}: ${why}`,
  });
}

function unique(field: string, value: string): KonnectApiError {
  const message = `data constraint error: ${field}: ${field} (type: unique) constraint failed for value '${value}'`;
  return new KonnectApiError({ status: 400, kind: 'unique', uniqueField: field, message });
}

function foreign(field: string, value: string): KonnectApiError {
  const message = `data constraint error: ${field}: (type: foreign) constraint failed for value '${value}'`;
  return new KonnectApiError({ status: 400, kind: 'foreign', foreignField: field, message });
}

function assertFree(
  entities: ReadonlyMap<string, FakeEntity>,
  entity: FakeEntity,
  field: string,
  isRival: (other: FakeEntity) => boolean,
  value: string,
): void {
  for (const other of entities.values()) {
    if (other.id !== entity.id && isRival(other)) throw unique(field, value);
  }
}
