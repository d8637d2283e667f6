import type { Generated } from 'kysely';

/** Who owns control planes and tokens. Times in ISO 8601. */
interface OrganizationTable {
  id: string;
  name: string;
  created_at: string;
  updated_at: string;
}

/** The people and system accounts of an organisation. */
interface UserTable {
  id: string;
  organization_id: string;
  email: string;
  full_name: string;
  preferred_name: string;
  created_at: string;
  updated_at: string;
}

/** Access tokens; `hash` is the SHA-256 of the token in hexadecimal, the token itself is nowhere. */
interface TokenTable {
  hash: string;
  name: string;
  organization_id: string;
  user_id: string;
  created_at: string;
}

/**
 * Control planes. `body` is the answer as JSON, less the endpoints, which depend on where the server is reached; the
 * other columns are what lists filter and sort by. `revision` counts the changes of the entities in it.
 */
interface ControlPlaneTable {
  seq: Generated<number>;
  id: string;
  organization_id: string;
  name: string;
  cluster_type: string;
  cloud_gateway: number;
  created_at: string;
  updated_at: string;
  revision: number;
  body: string;
}

interface ControlPlaneLabelTable {
  control_plane_id: string;
  key: string;
  value: string;
}

/**
 * Every core entity of every type. `body` is the answer as JSON. `seq` is the order of creation and never used twice.
 * `unique_key` is the value that no other entity of the type may have in the control plane; `parent_id` the entity
 * that takes it along when it is deleted.
 */
interface EntityTable {
  seq: Generated<number>;
  organization_id: string;
  control_plane_id: string;
  type: string;
  id: string;
  parent_id: string | null;
  unique_key: string | null;
  body: string;
}

interface EntityTagTable {
  control_plane_id: string;
  type: string;
  tag: string;
  seq: number;
}

/**
 * The last changes of each control plane's entities, with the entity before and after. Revisions are dense: a reader
 * that has seen one knows which comes next. Written in the transaction of the change itself.
 */
export interface ChangeTable {
  control_plane_id: string;
  revision: number;
  type: string;
  entity_id: string;
  operation: 'create' | 'update' | 'delete';
  before: string | null;
  after: string | null;
  at: string;
  user_id: string | null;
  token_name: string;
}

/**
 * Who changed what, from what to what. Unlike the changes, the entries outlive their control plane. `type` is that of
 * the entity, or `control_plane`. Secret fields are redacted.
 */
export interface AuditTable {
  seq: Generated<number>;
  organization_id: string;
  control_plane_id: string | null;
  type: string;
  entity_id: string;
  operation: 'create' | 'update' | 'delete';
  before: string | null;
  after: string | null;
  at: string;
  user_id: string | null;
  token_name: string;
  request_id: string | null;
}

/** The tables of the database as the newest migration leaves them. */
export interface Tables {
  organizations: OrganizationTable;
  users: UserTable;
  tokens: TokenTable;
  control_planes: ControlPlaneTable;
  control_plane_labels: ControlPlaneLabelTable;
  entities: EntityTable;
  entity_tags: EntityTagTable;
  changes: ChangeTable;
  audit: AuditTable;
}
