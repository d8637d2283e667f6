import { KonnectGatewayControlPlane } from '@sluice/kong-resources';
import {
  type ClusterType,
  type ControlPlane,
  type CreateControlPlaneRequest,
  KonnectApiError,
  type UpdateControlPlaneRequest,
} from '@sluice/konnect-api';
import { differingFields } from '../drift/differing-fields.ts';
import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import { knownOnly } from '../entity/location.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { controlPlaneLabels, labelValue } from '../identity/labels.ts';
import type { Facts } from '../identity/origin.ts';
import { apiAuthRef } from '../references/api-auth-ref.ts';
import { adoptedAnnotation } from './adopted-annotation.ts';
import { isGroup, requestIn } from './control-plane-request.ts';

/** What is wanted of a control plane of one's own. */
interface Origin {
  /** What a PATCH can change, with all that the spec leaves out cleared. */
  readonly changeable: UpdateControlPlaneRequest;
  /** What only a POST can say. */
  readonly fixed: Pick<CreateControlPlaneRequest, 'cluster_type' | 'cloud_gateway'>;
}

/** What is wanted: a control plane of one's own, or nothing but to see somebody else's. */
type Body = Origin | { readonly mirrored: string };

/** A control plane as the API answers it, with the fields that a request has in one place. */
function flat(shown: ShownEntity): object {
  return { ...shown, ...(shown.config as object | undefined) };
}

const noun = 'control plane';
/** Control planes a page: the most that the API gives. */
const pageSize = 100;

/** Whether the object itself made the control plane that is shown: then whatever carries its cluster's marks is its cluster's. */
export function madeFrom({ spec, metadata }: KonnectGatewayControlPlane, { labels }: ShownEntity): boolean {
  if (spec?.source === 'Mirror' || metadata.annotations?.[adoptedAnnotation] !== undefined) return false;
  return (labels as Record<string, string> | undefined)?.['k8s-uid'] === metadata.uid;
}

/** What the spec of a control plane of one's own comes to. The CRD takes any text where the API refuses all but a few words. */
function originOf(object: KonnectGatewayControlPlane): Origin {
  const request = requestIn(object.spec);
  const { cluster_type, cloud_gateway, auth_type } = request;
  return {
    changeable: {
      name: request.name ?? '',
      description: request.description ?? '',
      auth_type: (auth_type ?? 'pinned_client_certs') as NonNullable<UpdateControlPlaneRequest['auth_type']>,
      proxy_urls: [...(request.proxy_urls ?? [])],
      labels: controlPlaneLabels(object, request.labels),
    },
    fixed: {
      ...(cluster_type === undefined ? {} : { cluster_type: cluster_type as ClusterType }),
      ...(cloud_gateway === undefined ? {} : { cloud_gateway }),
    },
  };
}

/**
 * Keeps Konnect's control planes like the cluster's KonnectGatewayControlPlanes. Its API has POST and PATCH, and
 * labels in place of tags; a control plane is found again by its label with the object's UID.
 */
export const controlPlane: EntityDescriptor<KonnectGatewayControlPlane, Body> = {
  kind: KonnectGatewayControlPlane,
  noun,
  holdsEntities: true,
  parent: apiAuthRef,

  mirrored: ({ spec }) => (spec?.source === 'Mirror' ? (spec.mirror?.konnect.id ?? '') : undefined),

  membersOf(object) {
    if (!isGroup(object) || controlPlane.mirrored?.(object) !== undefined) return undefined;
    const { namespace } = object.metadata;
    return (object.spec?.members ?? []).map(({ name = '' }) => ({ namespace, name }));
  },

  wanted(object) {
    const mirrored = controlPlane.mirrored?.(object);
    const body: Body = mirrored === undefined ? originOf(object) : { mirrored };
    return { body, droppedTags: [] };
  },

  location: ({ status }) =>
    knownOnly({
      id: status?.id,
      controlPlaneId: status?.id,
      serverUrl: status?.serverURL,
      organizationId: status?.organizationID,
    }),

  home: ({ status }, { apiAuth }) =>
    knownOnly({
      controlPlaneId: status?.id,
      serverUrl: apiAuth?.status?.serverURL,
      organizationId: apiAuth?.status?.organizationID,
    }),

  place: ({ apiAuth }) => `${apiAuth?.status?.serverURL} ${apiAuth?.status?.organizationID}`,

  async write({ client, signal }, object, parents, id, body) {
    if ('mirrored' in body) throw new TypeError('a mirror is never written');
    const { changeable, fixed } = body;
    const create = () =>
      client.createControlPlane({ ...fixed, ...changeable, name: changeable.name ?? '' }, { signal });
    if (id === undefined) return create();
    try {
      return await client.updateControlPlane(id, changeable, { signal });
    } catch (error) {
      if (!(error instanceof KonnectApiError) || error.kind !== 'not-found') throw error;
      // Somebody removed it; what the spec wants comes back under another id, and its entities follow. It may have
      // come back already, under whatever name, by a call whose answer was lost.
      const own = await controlPlane.findOwn({ client, signal }, object, controlPlane.home(object, parents));
      return own ? client.updateControlPlane(own.id, changeable, { signal }) : create();
    }
  },

  fetch: ({ client, signal }, _parents, id) => client.getControlPlane(id, { signal }),

  remove: ({ client, signal }, { id }) => client.deleteControlPlane(id, { signal }),

  async findOwn({ client, signal }, { metadata }) {
    const page = await client.listControlPlanes({ labels: { 'k8s-uid': metadata.uid } }, { signal });
    return page.data[0];
  },

  locationOf: ({ id }) => ({ id, controlPlaneId: id }),

  async findHolder({ client, signal }, _parents, body) {
    if ('mirrored' in body) return undefined;
    const { name = '' } = body.changeable;
    const page = await client.listControlPlanes({ name }, { signal });
    return page.data[0];
  },

  isRival: (body, { name }) => !('mirrored' in body) && body.changeable.name === name,

  async list({ client, signal }) {
    const labels = { 'k8s-kind': KonnectGatewayControlPlane.kind };
    const all: ShownEntity[] = [];
    for (let pageNumber = 1; ; pageNumber++) {
      const query = { labels, pageSize, pageNumber };
      const { data, meta } = await client.listControlPlanes(query, { signal });
      all.push(...data);
      if (data.length === 0 || all.length >= meta.page.total) return all;
    }
  },

  marksIn: ({ labels }) => (labels ?? {}) as Facts,
  markedName: labelValue,
  ownManager: ({ spec }) => requestIn(spec).labels?.['managed-by'],

  differences: (body, shown) =>
    'mirrored' in body
      ? []
      : differingFields(body.changeable, flat(shown), [
          'name',
          'description',
          'auth_type',
          'proxy_urls',
          'labels',
        ]),

  isStatusBehind({ status }, { config }) {
    if (!config) return false;
    const { control_plane_endpoint, telemetry_endpoint, cluster_type } = config as ControlPlane['config'];
    const { controlPlane: endpoint, telemetry } = status?.konnectEndpoints ?? {};
    return (
      endpoint !== control_plane_endpoint ||
      telemetry !== telemetry_endpoint ||
      status?.clusterType !== cluster_type
    );
  },

  status({ status }, session, _parents, id, shown) {
    const config = shown?.config as ControlPlane['config'] | undefined;
    return {
      id,
      organizationID: session.organizationId,
      serverURL: session.server.url,
      konnectEndpoints: config
        ? { controlPlane: config.control_plane_endpoint, telemetry: config.telemetry_endpoint }
        : status?.konnectEndpoints,
      clusterType: config?.cluster_type ?? status?.clusterType,
    };
  },
};
