import type { KonnectClient } from '@sluice/konnect-api';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { factsOf } from '../identity/origin.ts';
import { controlPlane } from '../kinds/control-plane.ts';
import type { CoreEntityDescriptor } from '../kinds/core-entity.ts';
import { indexTwins, type TwinIndex, type TwinSurroundings } from '../restore/twins.ts';

/** What a plan may ask of a server: nothing that writes. */
export type KonnectReader = Pick<
  KonnectClient,
  'getOrganization' | 'getControlPlane' | 'listControlPlanes' | 'listGroupMembers' | 'iterateEntities'
>;

/** What a collection of a control plane holds. */
export interface Collection {
  readonly byId: ReadonlyMap<string, ShownEntity>;
  /** The same, by the UIDs of the objects that they were made from. */
  readonly byUid: ReadonlyMap<string, ShownEntity>;
  /** The same, by the upstream that they lie below, if any, and their unique value. */
  readonly byValue: ReadonlyMap<string, ShownEntity>;
  /** Those of them that may be taken back. */
  readonly twins: TwinIndex;
}

/** Reads the control planes of one organisation, each collection once. */
export class ControlPlaneView {
  readonly organizationId: string;
  readonly #client: KonnectReader;
  readonly #around: Pick<TwinSurroundings, 'withUid'>;
  readonly #collections = new Map<string, Promise<Collection>>();
  #ownTwins: Promise<TwinIndex> | undefined;

  constructor(client: KonnectReader, organizationId: string, around: Pick<TwinSurroundings, 'withUid'>) {
    this.#client = client;
    this.organizationId = organizationId;
    this.#around = around;
  }

  /** The control planes of the organisation that may be taken back. */
  twins(): Promise<TwinIndex> {
    const read = async () =>
      indexTwins(controlPlane, await controlPlane.list({ client: this.#client }, {}), this.#around);
    this.#ownTwins ??= read();
    return this.#ownTwins;
  }

  /** The control planes that fit: by their id, by the UID of the object that made them, or by their name. */
  async find(query: { id: string } | { uid: string } | { name: string }): Promise<ShownEntity | undefined> {
    const filter = 'uid' in query ? { labels: { 'k8s-uid': query.uid } } : query;
    const { data } = await this.#client.listControlPlanes(filter);
    return data[0] as ShownEntity | undefined;
  }

  members(groupId: string): Promise<string[]> {
    return this.#client.listGroupMembers(groupId);
  }

  /** The entities of a kind in a control plane. */
  entities(descriptor: CoreEntityDescriptor, controlPlaneId: string): Promise<Collection> {
    const path = descriptor.wholeCollection(controlPlaneId);
    const known = this.#collections.get(path) ?? this.#read(descriptor, path);
    this.#collections.set(path, known);
    return known;
  }

  async #read(descriptor: CoreEntityDescriptor, path: string): Promise<Collection> {
    const byId = new Map<string, ShownEntity>();
    const byUid = new Map<string, ShownEntity>();
    const byValue = new Map<string, ShownEntity>();
    for await (const entity of this.#client.iterateEntities<ShownEntity>(path, { size: 1000 })) {
      byId.set(entity.id, entity);
      byValue.set(valueKey(entity.upstream?.id, descriptor.uniqueValue(entity)), entity);
      const uid = factsOf(entity.tags)['k8s-uid'];
      if (uid !== undefined) byUid.set(uid, entity);
    }
    const twins = indexTwins(descriptor, byId.values(), this.#around);
    return { byId, byUid, byValue, twins };
  }
}

/** What a value is found by that is unique below an upstream, or in the whole collection where none is given. */
export function valueKey(upstreamId: string | undefined, value: string | undefined): string {
  return `${upstreamId ?? ''} ${value}`;
}
