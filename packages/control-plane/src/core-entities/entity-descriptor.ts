import type { CoreEntityErrorDetail } from '@sluice/konnect-api';
import type { TObject } from 'typebox';

/** An entity on its way in: read, with its defaults, not yet stored. */
export type EntityFields = Readonly<Record<string, unknown>>;

/** The entity below which another one lies. */
export interface ParentLink {
  /** The parent's `type`. */
  type: string;
  /** The parent's collection, the segment before its id in the path. */
  collection: string;
  /** The field that holds the reference to the parent, e.g. `upstream`. */
  field: string;
  /** The index that errors about a missing parent name, e.g. `upstream_id`. */
  index: string;
  /**
   * Whether there is none without a parent. One that may stand alone has routes of its own beside those below the
   * parent, and its body says which parent it has.
   */
  required: boolean;
  /** Whether deleting the parent takes it along, or is refused as long as it is there. */
  onParentDelete: 'cascade' | 'refuse';
}

/** A value that only one entity of the type may have in a control plane. */
export interface UniqueKey {
  /** The name of the index, which errors name. */
  index: string;
  /** The field, which errors name. */
  field: string;
  /** The value as it is compared; undefined where the entity has none. */
  value: (entity: EntityFields) => string | undefined;
}

/** A reference to another entity of the same control plane. */
export interface ForeignKey {
  /** The dotted field, e.g. `client_certificate.id`. */
  field: string;
  /** The name of the index, which errors name. */
  index: string;
  /** The `type` of what is referred to. */
  type: string;
  /** The id that the entity refers to; undefined where it doesn't. */
  id: (entity: EntityFields) => string | undefined;
}

/**
 * All that is special about one type of core entity. Routes, validation, storage, tags, paging and errors are the
 * same code for all types, so that adding a type is adding a descriptor.
 */
export interface EntityDescriptor {
  /** The singular name, e.g. `upstream`. */
  type: string;
  /** The plural name in paths, e.g. `upstreams`. */
  collection: string;
  /** The body of POST and PUT. Reading one with it fills in the defaults. */
  schema: TObject;
  /** The entity as it is answered, for the description of the API. */
  answerSchema: TObject;
  /** Where the entity lies; absent for one that lies directly below the control plane. */
  parent?: ParentLink;
  /** Whether GET takes the unique key in the place of the id, and lists can be filtered by name. */
  named: boolean;
  uniqueKey?: UniqueKey;
  /** References that must lead somewhere; what is referred to can't be deleted. */
  foreignKeys: readonly ForeignKey[];
  /** Whether `created_at` and `updated_at` are whole Unix seconds or have a fraction. */
  times: 'seconds' | 'fractional-seconds';
  /**
   * Fields of text that are encrypted in the database, are seen only by who may write, and never get into changes,
   * audit or logs.
   */
  secretFields: readonly string[];
  /** Replaces shorthands of a body by what they stand for, before the schema reads it. */
  expand?: (body: EntityFields) => NormalizeResult;
  /** Brings a valid body into the form in which it is stored and answered, or says what a schema can't. */
  normalize: (fields: EntityFields) => NormalizeResult;
}

/** The entity as it is to be stored, or what is wrong with it. */
export type NormalizeResult =
  | { ok: true; fields: EntityFields }
  | { ok: false; details: CoreEntityErrorDetail[] };
