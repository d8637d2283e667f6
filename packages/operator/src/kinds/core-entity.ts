import type { Kind } from '@sluice/kong-resources';
import { KonnectApiError, type KonnectClient } from '@sluice/konnect-api';
import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import type { EntityObject } from '../entity/entity-object.ts';
import { knownOnly, type Location } from '../entity/location.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { entityId } from '../identity/entity-id.ts';
import { factsOf, uidTag } from '../identity/origin.ts';
import { entityTags, nameInTag } from '../identity/tags.ts';
import type { Permits } from '../references/grants.ts';
import type { Judgement, Parents, Reference } from '../references/reference.ts';

/** A Kubernetes object that stands for a core entity. */
export interface CoreEntityObject extends EntityObject {
  readonly spec: {
    readonly tags?: readonly string[] | undefined;
    readonly adopt?:
      | { readonly mode?: 'match' | 'override'; readonly konnect?: { readonly id: string } }
      | undefined;
  };
  readonly status?: EntityObject['status'] & {
    readonly konnect?: {
      readonly id?: string;
      readonly controlPlaneID?: string;
      readonly organizationID?: string;
      readonly serverURL?: string;
      readonly upstreamID?: string;
    };
  };
}

/** The descriptor of a core entity: what a state machine for PUT and tags needs to know. */
export interface CoreEntityDescriptor<O extends CoreEntityObject = CoreEntityObject>
  extends EntityDescriptor<O> {
  /** The collection that holds all entities of the kind in a control plane, whatever lies between. */
  wholeCollection(controlPlaneId: string): string;
  /** What no two entities below one parent may share, of a body or of an entity; undefined where it has none. */
  uniqueValue(of: object): string | undefined;
}

/** What is particular to one kind of core entity. */
interface CoreEntityKind<O extends CoreEntityObject> {
  readonly kind: Kind;
  readonly noun: string;
  readonly parent: Reference<O>;
  judgeOthers?(object: O, permits: Permits): Judgement | undefined;
  /** The collection that an entity is written to. */
  collection(location: Location): string;
  wholeCollection(controlPlaneId: string): string;
  /** The body but for its tags. */
  toKonnect(object: O): object;
  differences(body: object, shown: ShownEntity): readonly string[];
  /** See `EntityDescriptor`. */
  unknownFields?(shown: ShownEntity): object | undefined;
  /** See `CoreEntityDescriptor`. */
  uniqueValue(of: object): string | undefined;
  /** Ids of parents that an answer of the API repeats. */
  parentsIn?(shown: ShownEntity): Location;
  /** Ids of further parents that the status repeats. */
  parentIds(location: Location): object;
}

/** Makes the descriptor of a core entity: PUT to an id of our own making, tags, and ids under `status.konnect`. */
export function coreEntity<O extends CoreEntityObject>(own: CoreEntityKind<O>): CoreEntityDescriptor<O> {
  const isRival = (body: object, other: ShownEntity) => {
    const value = own.uniqueValue(body);
    return value !== undefined && value === own.uniqueValue(other);
  };
  return {
    kind: own.kind,
    noun: own.noun,
    holdsEntities: false,
    parent: own.parent,
    ...(own.judgeOthers ? { judgeOthers: own.judgeOthers } : {}),
    wholeCollection: own.wholeCollection,
    differences: own.differences,
    ...(own.unknownFields ? { unknownFields: own.unknownFields } : {}),
    uniqueValue: own.uniqueValue,
    isRival,
    marksIn: ({ tags }) => factsOf(tags),
    markedName: nameInTag,

    adoption({ spec: { adopt } }) {
      if (!adopt) return undefined;
      return { id: adopt.konnect?.id ?? '', mode: adopt.mode ?? 'override' };
    },

    fetch: ({ client, signal }, parents, id) =>
      client.getEntity<ShownEntity>(own.collection(homeIn(parents)), id, { signal }),

    wanted(object) {
      const { tags, dropped } = entityTags(object, object.spec.tags);
      return { body: { ...own.toKonnect(object), tags }, droppedTags: dropped };
    },

    location: ({ status }) => fromStatus(status?.konnect),
    home: (_object, parents) => homeIn(parents),
    place: (parents) => own.collection(homeIn(parents)),

    async write({ client, signal }, object, parents, id, body) {
      const location = homeIn(parents);
      const collection = own.collection(location);
      const derivedId = entityId(object.metadata.uid, required(location.controlPlaneId));
      try {
        return await client.putEntity<ShownEntity>(collection, id ?? derivedId, body, { signal });
      } catch (error) {
        // The id of an entity that lives on in a former control plane is taken in the whole organisation.
        if (id === undefined || id === derivedId || !isIdTaken(error)) throw error;
        return client.putEntity<ShownEntity>(collection, derivedId, body, { signal });
      }
    },

    remove: ({ client, signal }, location) =>
      client.deleteEntity(own.collection(location), location.id, { signal }),

    async findOwn({ client, signal }, object, { controlPlaneId }) {
      if (controlPlaneId === undefined) return undefined;
      const query = { tags: [uidTag(object.metadata.uid)] };
      const collection = own.wholeCollection(controlPlaneId);
      const { data } = await client.listEntities<ShownEntity>(collection, query, { signal });
      return data[0];
    },

    locationOf: (shown) => ({ ...own.parentsIn?.(shown), id: shown.id }),

    async findHolder({ client, signal }, parents, body) {
      for await (const other of pagesOf(client, own.collection(homeIn(parents)), signal)) {
        if (isRival(body, other)) return other;
      }
      return undefined;
    },

    async list({ client, signal }, { controlPlaneId }) {
      const collection = own.wholeCollection(required(controlPlaneId));
      const all: ShownEntity[] = [];
      for await (const entity of pagesOf(client, collection, signal)) all.push(entity);
      return all;
    },

    status(_object, session, parents, id) {
      const location = homeIn(parents);
      return {
        konnect: {
          id,
          controlPlaneID: location.controlPlaneId,
          organizationID: session.organizationId,
          serverURL: session.server.url,
          ...own.parentIds(location),
        },
      };
    },
  };
}

/** The entities of a collection, a call per thousand. */
function pagesOf(
  client: Pick<KonnectClient, 'iterateEntities'>,
  collection: string,
  signal: AbortSignal | undefined,
): AsyncIterable<ShownEntity> {
  return client.iterateEntities<ShownEntity>(collection, { size: 1000 }, { signal });
}

function homeIn({ controlPlane, upstream }: Parents): Location {
  return knownOnly({
    controlPlaneId: controlPlane?.status?.id,
    upstreamId: upstream?.status?.konnect?.id,
    serverUrl: controlPlane?.status?.serverURL,
    organizationId: controlPlane?.status?.organizationID,
  });
}

const nowhere: Location = {};

/** Indexes and every pass ask for it, and a state of an object never changes: so it is read once for each. */
const locations = new WeakMap<object, Location>();

function fromStatus(konnect: NonNullable<CoreEntityObject['status']>['konnect']): Location {
  if (konnect === undefined) return nowhere;
  let location = locations.get(konnect);
  if (location === undefined) {
    location = knownOnly({
      id: konnect.id,
      controlPlaneId: konnect.controlPlaneID,
      upstreamId: konnect.upstreamID,
      serverUrl: konnect.serverURL,
      organizationId: konnect.organizationID,
    });
    locations.set(konnect, location);
  }
  return location;
}

function required(id: string | undefined): string {
  if (id === undefined) throw new TypeError('an entity is written only below parents that have ids');
  return id;
}

function isIdTaken(error: unknown): boolean {
  return error instanceof KonnectApiError && error.kind === 'unique' && error.uniqueField === 'id';
}
