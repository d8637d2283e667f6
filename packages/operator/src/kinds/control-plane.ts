import { KonnectGatewayControlPlane } from '@sluice/kong-resources';
import {
  type ControlPlane,
  type CreateControlPlaneRequest,
  KonnectApiError,
  type UpdateControlPlaneRequest,
} from '@sluice/konnect-api';
import { differingFields } from '../drift/differing-fields.ts';
import { type EntityDescriptor, knownOnly, type ShownEntity } from '../entity/entity-descriptor.ts';
import { controlPlaneLabels } from '../identity/labels.ts';
import { describeEntity } from '../identity/origin.ts';
import { apiAuthRef } from '../references/api-auth-ref.ts';

type Spec = NonNullable<KonnectGatewayControlPlane['spec']>;

/** What is wanted: what a PATCH can change, with all that the spec leaves out cleared, and what only a POST can say. */
interface Body {
  readonly changeable: UpdateControlPlaneRequest;
  readonly fixed: Pick<CreateControlPlaneRequest, 'cluster_type' | 'cloud_gateway'>;
}

/** A control plane as the API answers it, with the fields that a request has in one place. */
function flat(shown: ShownEntity): object {
  return { ...shown, ...(shown.config as object | undefined) };
}

const noun = 'control plane';

/** Annotation of a control plane that its object found and took over, so that what is in it may be anybody's. */
export const adoptedAnnotation = 'sluice/adopted';

/** Whether the object itself made the control plane that is shown: then whatever carries its cluster's marks is its cluster's. */
export function madeFrom({ spec, metadata }: KonnectGatewayControlPlane, { labels }: ShownEntity): boolean {
  if (spec?.source === 'Mirror' || metadata.annotations?.[adoptedAnnotation] !== undefined) return false;
  return (labels as Record<string, string> | undefined)?.['k8s-uid'] === metadata.uid;
}

/** Features of the spec that need more than one control plane of one's own. */
function unsupportedFeature(spec: Spec): string | undefined {
  if (spec.source === 'Mirror') return 'spec.source: Mirror';
  return spec.members === undefined ? undefined : 'spec.members';
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

  unsupported({ spec = {} }) {
    const feature = unsupportedFeature(spec);
    return feature === undefined
      ? undefined
      : {
          reason: 'FailedToCreate',
          message: `${feature} isn't supported by this version; create the object without it`,
        };
  },

  wanted(object) {
    const { spec = {} } = object;
    const { cluster_type, cloud_gateway } = spec as Pick<
      CreateControlPlaneRequest,
      'cluster_type' | 'cloud_gateway'
    >;
    const body: Body = {
      changeable: {
        name: spec.name ?? '',
        description: spec.description ?? '',
        // The CRD takes any text here; what the API doesn't know it refuses, and its words go into the condition.
        auth_type: (spec.auth_type ?? 'pinned_client_certs') as UpdateControlPlaneRequest['auth_type'] &
          string,
        proxy_urls: spec.proxy_urls ?? [],
        labels: controlPlaneLabels(object, spec.labels),
      },
      fixed: {
        ...(cluster_type === undefined ? {} : { cluster_type }),
        ...(cloud_gateway === undefined ? {} : { cloud_gateway }),
      },
    };
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

  async write({ client, signal }, _object, _parents, id, { changeable, fixed }) {
    const create = () =>
      client.createControlPlane({ ...fixed, ...changeable, name: changeable.name ?? '' }, { signal });
    if (id === undefined) return create();
    try {
      return await client.updateControlPlane(id, changeable, { signal });
    } catch (error) {
      // Somebody removed it; what the spec wants comes back under another id, and its entities follow.
      if (error instanceof KonnectApiError && error.kind === 'not-found') return create();
      throw error;
    }
  },

  remove: ({ client, signal }, { id }) => client.deleteControlPlane(id, { signal }),

  async findOwn({ client, signal }, { metadata }) {
    const page = await client.listControlPlanes({ labels: { 'k8s-uid': metadata.uid } }, { signal });
    return page.data[0];
  },

  locationOf: ({ id }) => ({ id, controlPlaneId: id }),

  async findHolder({ client, signal }, _parents, { changeable: { name = '' } }) {
    const page = await client.listControlPlanes({ name }, { signal });
    const holder = page.data[0];
    return holder && { id: holder.id, description: describeEntity(noun, holder.id, holder.labels) };
  },

  differences: ({ changeable }, shown) =>
    differingFields(changeable, flat(shown), ['name', 'description', 'auth_type', 'proxy_urls', 'labels']),

  status({ status }, session, _parents, id, shown) {
    const config = shown?.config as ControlPlane['config'] | undefined;
    return {
      id,
      organizationID: session.organizationId,
      serverURL: session.server.url,
      konnectEndpoints: config
        ? { controlPlane: config.control_plane_endpoint, telemetry: config.telemetry_endpoint }
        : status?.konnectEndpoints,
    };
  },
};
