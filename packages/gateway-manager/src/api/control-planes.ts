import { request } from './request.ts';

/** What a control plane may be made as. Groups and the ingress-controller type take no entities by hand. */
export type ClusterType =
  | 'CLUSTER_TYPE_CONTROL_PLANE'
  | 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'
  | 'CLUSTER_TYPE_CONTROL_PLANE_GROUP';

/** A control plane, as far as the page reads it. Times are ISO 8601. */
export interface ControlPlane {
  id: string;
  name: string;
  description: string;
  labels: Record<string, string>;
  created_at: string;
  updated_at: string;
  config: {
    cluster_type: ClusterType;
    control_plane_endpoint: string;
    telemetry_endpoint: string;
  };
}

/** Whether a control plane is a group: it joins others, and holds nothing itself. */
export function isGroup({ config }: ControlPlane): boolean {
  return config.cluster_type === 'CLUSTER_TYPE_CONTROL_PLANE_GROUP';
}

/** Whether upstreams and the like can be put into a control plane: not into a group, nor into what an ingress controller fills. */
export function takesEntities({ config }: ControlPlane): boolean {
  return config.cluster_type === 'CLUSTER_TYPE_CONTROL_PLANE';
}

/** A page of control planes. `total` counts all that match. */
export interface ControlPlanePage {
  data: ControlPlane[];
  meta: { page: { total: number } };
}

/** What a form sends. `cluster_type` is only taken when a control plane is created. */
export interface ControlPlaneFields {
  name: string;
  description: string;
  labels: Record<string, string>;
  cluster_type?: ClusterType;
}

const PATH = '/v2/control-planes';
const MAX_PAGE_SIZE = 100;

/** Lists control planes whose name contains `nameContains`; pages count from 1, sizes go up to 100. */
export async function listControlPlanes(query: {
  pageNumber: number;
  pageSize: number;
  nameContains?: string;
}): Promise<ControlPlanePage> {
  const parameters = new URLSearchParams({
    'page[number]': String(query.pageNumber),
    'page[size]': String(query.pageSize),
  });
  if (query.nameContains) parameters.set('filter[name][contains]', query.nameContains);
  return request(`${PATH}?${parameters}`);
}

/** All control planes that this person may see, in the order of the list. */
export async function listAllControlPlanes(): Promise<ControlPlane[]> {
  const found: ControlPlane[] = [];
  for (let pageNumber = 1; ; pageNumber++) {
    const { data, meta } = await listControlPlanes({ pageNumber, pageSize: MAX_PAGE_SIZE });
    found.push(...data);
    if (data.length === 0 || found.length >= meta.page.total) return found;
  }
}

/** Reads a control plane; throws an ApiError of status 404 when there is none. */
export async function getControlPlane(id: string): Promise<ControlPlane> {
  return request(`${PATH}/${encodeURIComponent(id)}`);
}

/** Creates a control plane; its name must be free in the organisation. */
export async function createControlPlane(fields: ControlPlaneFields): Promise<ControlPlane> {
  return request(PATH, { method: 'POST', body: fields });
}

/** Changes a control plane. `labels` replaces all labels. */
export async function updateControlPlane(id: string, fields: ControlPlaneFields): Promise<ControlPlane> {
  return request(`${PATH}/${encodeURIComponent(id)}`, { method: 'PATCH', body: fields });
}

/** Deletes a control plane with everything in it. */
export async function deleteControlPlane(id: string): Promise<void> {
  return request(`${PATH}/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
