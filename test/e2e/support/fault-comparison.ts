import { isDeepStrictEqual } from 'node:util';
import type { KubernetesClient, Resource } from '@sluice/controller-runtime';
import type { ControlPlane, ControlPlaneApi, Entity } from './control-plane-api.ts';
import { isProgrammed, type KongObject, resources } from './fault-objects.ts';

/** The cluster and the control plane that are to agree, and what was said to be written. */
export interface Compared {
  readonly client: KubernetesClient;
  readonly api: ControlPlaneApi;
  /** That of the objects. */
  readonly namespace: string;
  /** The newest spec that the cluster acknowledged, by the UID of the object. */
  readonly acknowledged: ReadonlyMap<string, KongObject>;
}

/** In what an object and its entity aren't as they should be. */
export interface Difference {
  /** The UID of the object, which its entity carries; undefined for an entity that carries none. */
  readonly uid: string | undefined;
  readonly what: string;
}

/** In what the cluster, the control plane, and what was acknowledged differ; nothing when all is well. */
export async function differences(compared: Compared): Promise<Difference[]> {
  const { client, api, namespace, acknowledged } = compared;
  const list = async (resource: Resource) => (await client.list<KongObject>(resource, { namespace })).items;
  const [upstreams, targets] = [await list(resources.upstream), await list(resources.target)];
  const [plane, ...none] = await list(resources.plane);
  if (!plane || none.length > 0) throw new Error(`there is one control plane in the namespace ${namespace}`);
  const found = [plane, ...upstreams, ...targets].flatMap((object) => inTheCluster(object, acknowledged));
  // Asked only then, as it can't agree before.
  if (found.length > 0) return found;

  const idOf = new Map(upstreams.map(({ metadata, status }) => [metadata.name, status?.konnect?.id]));
  const planes = await api.controlPlanesOf(namespace);
  const declared = [
    { uid: plane.metadata.uid, what: declaredPlane(plane) },
    ...upstreams.map((object) => ({ uid: object.metadata.uid, what: declaredUpstream(object) })),
    ...targets.map((object) => ({
      uid: object.metadata.uid,
      what: declaredTarget(object, idOf.get(object.spec.upstreamRef?.name ?? '')),
    })),
  ];
  const shown = planes.map((one) => ({ uid: one.labels['k8s-uid'], what: shownPlane(one) }));
  for (const { name } of planes) {
    const [itsUpstreams, itsTargets] = [
      await api.entities(name, 'upstreams'),
      await api.entities(name, 'targets'),
    ];
    shown.push(...itsUpstreams.map((entity) => ({ uid: uidOf(entity), what: shownUpstream(entity) })));
    shown.push(...itsTargets.map((entity) => ({ uid: uidOf(entity), what: shownTarget(entity) })));
  }
  return [...without(declared, shown, 'not there'), ...without(shown, declared, 'not declared')];
}

function inTheCluster(object: KongObject, acknowledged: Compared['acknowledged']): Difference[] {
  const { metadata, spec } = object;
  const { uid, name } = metadata;
  const { spec: written } = acknowledged.get(uid) ?? { spec };
  if (!isDeepStrictEqual(written, spec)) {
    return [{ uid, what: `${name}: the acknowledged ${JSON.stringify(written)} is lost` }];
  }
  return isProgrammed(object) ? [] : [{ uid, what: `${name}: not programmed` }];
}

/** What is in the first list, and not as often in the second. */
function without(list: readonly Difference[], other: readonly Difference[], why: string): Difference[] {
  const left = other.map(({ what }) => what);
  return list
    .filter(({ what }) => {
      const at = left.indexOf(what);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    })
    .map(({ uid, what }) => ({ uid, what: `${why}: ${what}` }));
}

/** What the control plane takes for an upstream's `slots` where none are given. */
const defaultSlots = 10_000;

function declaredPlane({ metadata, spec, status }: KongObject): string {
  return `control plane ${status?.id} ${spec.createControlPlaneRequest?.name} of ${metadata.uid}`;
}

function shownPlane({ id, name, labels }: ControlPlane): string {
  return `control plane ${id} ${name} of ${labels['k8s-uid']}`;
}

function declaredUpstream({ metadata, spec, status }: KongObject): string {
  return `upstream ${status?.konnect?.id} ${spec.name} slots ${spec.slots ?? defaultSlots} of ${metadata.uid}`;
}

function declaredTarget({ metadata, spec, status }: KongObject, upstreamId: string | undefined): string {
  return `target ${status?.konnect?.id} ${spec.target} weight ${spec.weight} in ${upstreamId} of ${metadata.uid}`;
}

function shownUpstream(entity: Entity): string {
  return `upstream ${entity.id} ${entity.name} slots ${entity.slots} of ${uidOf(entity)}`;
}

function shownTarget(entity: Entity): string {
  return `target ${entity.id} ${entity.target} weight ${entity.weight} in ${entity.upstream?.id} of ${uidOf(entity)}`;
}

function uidOf({ tags = [] }: Entity): string | undefined {
  return tags.find((tag) => tag.startsWith('k8s-uid:'))?.slice('k8s-uid:'.length);
}
