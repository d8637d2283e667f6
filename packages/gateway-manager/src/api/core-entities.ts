import { request } from './request.ts';

/** An upstream, as far as the page itself reads it; its configuration is shown by Kong's components. */
export interface Upstream {
  id: string;
  name: string;
  algorithm: string;
  tags?: string[];
  /** Seconds since 1970. */
  created_at: number;
  updated_at: number;
}

/** A target of an upstream. */
export interface Target {
  id: string;
  /** Host or address with its port. */
  target: string;
  /** 0–65535; 0 takes no traffic. */
  weight: number;
  /** Takes traffic only when all others are down. */
  failover?: boolean;
  tags?: string[];
  /** Seconds since 1970, with a fraction. */
  created_at: number;
  updated_at: number;
}

/** A page of entities; `offset` is there while more follow. */
interface EntityPage<Entity> {
  data: Entity[];
  offset?: string;
}

const MAX_PAGE_SIZE = 1000;

/** Reads an upstream by id or name; throws an ApiError of status 404 when there is none. */
export async function getUpstream(controlPlaneId: string, idOrName: string): Promise<Upstream> {
  return request(`${corePath(controlPlaneId)}/upstreams/${encodeURIComponent(idOrName)}`);
}

/** Deletes an upstream with its targets. */
export async function deleteUpstream(controlPlaneId: string, id: string): Promise<void> {
  return request(`${corePath(controlPlaneId)}/upstreams/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** All targets of an upstream, in the order of their creation. */
export async function listTargets(controlPlaneId: string, upstreamId: string): Promise<Target[]> {
  const path = `${corePath(controlPlaneId)}/upstreams/${encodeURIComponent(upstreamId)}/targets`;
  const targets: Target[] = [];
  let offset: string | undefined;
  do {
    const page: EntityPage<Target> = await request(pagePath(path, offset));
    targets.push(...page.data);
    offset = page.offset;
  } while (offset !== undefined);
  return targets;
}

/** Whether a control plane has any upstream. */
export async function hasUpstreams(controlPlaneId: string): Promise<boolean> {
  const page: EntityPage<unknown> = await request(`${corePath(controlPlaneId)}/upstreams?size=1`);
  return page.data.length > 0;
}

function corePath(controlPlaneId: string): string {
  return `/v2/control-planes/${encodeURIComponent(controlPlaneId)}/core-entities`;
}

function pagePath(path: string, offset?: string): string {
  const parameters = new URLSearchParams({ size: String(MAX_PAGE_SIZE) });
  if (offset !== undefined) parameters.set('offset', offset);
  return `${path}?${parameters}`;
}
