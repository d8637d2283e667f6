import type { ClusterType } from '../schemas/control-plane.ts';

/** Which control planes to list; what is given must all hold. */
export interface ControlPlaneQuery {
  id?: string;
  /** The exact name. */
  name?: string;
  nameContains?: string;
  clusterType?: ClusterType;
  /** Labels that must be there; an empty value asks only whether the key is. */
  labels?: Readonly<Record<string, string>>;
  /** Control planes per page, at most 100. The API's default is 10. */
  pageSize?: number;
  /** Counted from 1. */
  pageNumber?: number;
}

/** The query string of a list of control planes. */
export function controlPlaneSearch(query: ControlPlaneQuery): URLSearchParams {
  const labels = Object.entries(query.labels ?? {}).map(([key, value]) =>
    value === '' ? key : `${key}:${value}`,
  );
  const parameters = {
    'filter[id][eq]': query.id,
    'filter[name][eq]': query.name,
    'filter[name][contains]': query.nameContains,
    'filter[cluster_type][eq]': query.clusterType,
    labels: labels.length > 0 ? labels.join(',') : undefined,
    'page[size]': query.pageSize,
    'page[number]': query.pageNumber,
  };
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) {
      search.set(name, String(value));
    }
  }
  return search;
}
