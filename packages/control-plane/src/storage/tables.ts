import type { Generated } from 'kysely';

/** Who owns control planes and tokens. Times in ISO 8601. */
interface OrganizationTable {
  id: string;
  name: string;
  /** 1 for the one that was made on the first start, whose administrators run the server; 0 for any other. */
  founding: Generated<number>;
  created_at: string;
  updated_at: string;
}

/** The people and system accounts of an organisation. */
interface UserTable {
  id: string;
  organization_id: string;
  kind: Generated<'person' | 'system-account'>;
  email: string;
  full_name: string;
  preferred_name: string;
  /** Who a person is at the OpenID provider: `<issuer> <subject>`. Null for those that it doesn't know. */
  external_subject: string | null;
  last_sign_in_at: string | null;
  created_at: string;
  updated_at: string;
}

/** What a user may do: in one control plane, or in all of the organisation's, for which `*` stands. */
interface RoleGrantTable {
  user_id: string;
  organization_id: string;
  control_plane_id: string;
  role: 'admin' | 'viewer';
}

/** Access tokens; `hash` is the SHA-256 of the token in hexadecimal, the token itself is nowhere. */
interface TokenTable {
  hash: string;
  id: string;
  name: string;
  organization_id: string;
  user_id: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

/** Who is signed in to the page; `hash` is the SHA-256 of what the cookie holds. */
interface SessionTable {
  hash: string;
  id: string;
  organization_id: string;
  user_id: string;
  created_at: string;
  expires_at: string;
}

/** One-time links that sign a user in; `hash` is the SHA-256 of the code in the link. */
interface SignInLinkTable {
  hash: string;
  organization_id: string;
  user_id: string;
  expires_at: string;
}

/**
 * Control planes. `body` is the answer as JSON, less the endpoints, which depend on where the server is reached; the
 * other columns are what lists filter and sort by. `revision` counts its changes and those of the entities in it.
 */
export interface ControlPlaneTable {
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
export interface EntityTable {
  seq: Generated<number>;
  organization_id: string;
  control_plane_id: string;
  type: string;
  id: string;
  parent_id: string | null;
  unique_key: string | null;
  body: string;
}

/** The index of tags: which entities have which. */
export interface EntityTagTable {
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

/** Which entity refers to which: `field` of the referrer, e.g. `client_certificate.id`, holds `referred_id`. */
export interface EntityReferenceTable {
  control_plane_id: string;
  referred_id: string;
  referrer_id: string;
  referrer_type: string;
  field: string;
}

/** The id of the one key with which secrets in this database are sealed; the key itself is in a file. */
interface SecretKeyTable {
  slot: 1;
  key_id: string;
}

/**
 * The results of writes that came with an `Idempotency-Key`. `id` is a hash of whose key it is and the key,
 * `fingerprint` one of the request. `result` is JSON, sealed; null only within the transaction that writes it.
 */
interface IdempotencyKeyTable {
  id: string;
  fingerprint: string;
  created_at: string;
  result: string | null;
}

interface ControlPlaneGroupMemberTable {
  group_id: string;
  member_id: string;
}

/** The certificates by which data planes may connect. Times in Unix seconds. */
interface DataPlaneCertificateTable {
  control_plane_id: string;
  id: string;
  title: string | null;
  cert: string;
  created_at: number;
  updated_at: number;
}

/** The tables of the database as the newest migration leaves them. */
export interface Tables {
  organizations: OrganizationTable;
  users: UserTable;
  role_grants: RoleGrantTable;
  tokens: TokenTable;
  sessions: SessionTable;
  sign_in_links: SignInLinkTable;
  control_planes: ControlPlaneTable;
  control_plane_labels: ControlPlaneLabelTable;
  entities: EntityTable;
  entity_tags: EntityTagTable;
  entity_references: EntityReferenceTable;
  secret_keys: SecretKeyTable;
  idempotency_keys: IdempotencyKeyTable;
  control_plane_group_members: ControlPlaneGroupMemberTable;
  data_plane_certificates: DataPlaneCertificateTable;
  changes: ChangeTable;
  audit: AuditTable;
}
