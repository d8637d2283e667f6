import type { Kind } from '@sluice/kong-resources';
import type { KonnectClient } from '@sluice/konnect-api';
import type { Facts } from '../identity/origin.ts';
import type { Parents } from '../references/reference.ts';
import type { Dependencies } from '../references/resolve.ts';
import type { Adoption } from './entity-adoption.ts';
import type { EntityObject, NamespacedName } from './entity-object.ts';
import type { Location } from './location.ts';
import type { Session } from './session.ts';
import type { ShownEntity } from './shown-entity.ts';

/** What a call that may take long or be aborted is told. */
export interface CallContext {
  readonly client: KonnectClient;
  readonly signal: AbortSignal;
}

/** What a call that lists is told. */
export interface ListContext {
  readonly client: Pick<KonnectClient, 'iterateEntities' | 'listControlPlanes'>;
  readonly signal?: AbortSignal;
}

/**
 * All that the state machine has to know about a kind of entity. Everything that differs between kinds is here;
 * the order of steps, conditions, retries and finalizers is not.
 */
export interface EntityDescriptor<O extends EntityObject = EntityObject, Body extends object = object>
  extends Dependencies<O> {
  readonly kind: Kind;
  /** The entity in the middle of a sentence: `upstream`. */
  readonly noun: string;
  /** Whether other entities lie in it, so that what is in it has to be known before it is changed. */
  readonly holdsEntities: boolean;
  /** The entity that is to be taken over instead of made; undefined for an object that makes its own. */
  adoption?(object: O): Adoption | undefined;
  /** The id of the entity that the object only shows, and never writes or deletes; undefined for all others. */
  mirrored?(object: O): string | undefined;
  /** The objects whose entities are the members of this one; undefined for what has no members. */
  membersOf?(object: O): readonly NamespacedName[] | undefined;
  /** Reads an entity, by an id that somebody gave. */
  fetch(call: CallContext, parents: Parents, id: string): Promise<ShownEntity>;
  /** What the API should have, and tags that found no room. */
  wanted(object: O): { readonly body: Body; readonly droppedTags: readonly string[] };
  /** Where the entity lies, as the object's status says. Fields that are unknown are absent. */
  location(object: O): Location;
  /** Where the entity is to lie, as its parents say. Fields that are unknown are absent. */
  home(object: O, parents: Parents): Location;
  /** What the path to the entity depends on: with the body it makes up what is wanted. */
  place(parents: Parents): string;
  /** Creates the entity, or makes the one of that id as wanted. Repeating it makes no second one. */
  write(
    call: CallContext,
    object: O,
    parents: Parents,
    id: string | undefined,
    body: Body,
  ): Promise<ShownEntity>;
  /** Removes the entity; 404 is thrown like any refusal. Everything it needs is in the location. */
  remove(call: CallContext, location: Location & { readonly id: string }): Promise<void>;
  /** Finds an entity of the object's that was made under an id that the status doesn't know. */
  findOwn(call: CallContext, object: O, at: Location): Promise<ShownEntity | undefined>;
  /** What an entity that was found tells of where it lies. */
  locationOf(shown: ShownEntity): Location;
  /** Finds whoever has the unique value that `body` wants. */
  findHolder(call: CallContext, parents: Parents, body: Body): Promise<ShownEntity | undefined>;
  /** Whether `other` has the unique value that `body` wants, if both lie below one parent. */
  isRival(body: Body, other: ShownEntity): boolean;
  /** All entities of the kind in the control plane or, of those themselves, in the organisation, that may be ours. */
  list(call: ListContext, at: Location): Promise<readonly ShownEntity[]>;
  /** What an entity carries of where it comes from. */
  marksIn(shown: ShownEntity): Facts;
  /** An object's name as its entity carries it: cut where it is too long. */
  markedName(name: string): string;
  /** Who manages the entity, where the object says otherwise than we do; undefined where it doesn't. */
  ownManager?(object: O): string | undefined;
  /** The paths in which what the API shows isn't what is wanted, under the API's normalisation and defaults. */
  differences(body: Body, shown: ShownEntity): readonly string[];
  /** Fields that the API shows and the kind doesn't know, for a write to repeat; undefined where all are as by default. */
  unknownFields?(shown: ShownEntity): object | undefined;
  /** Whether the status doesn't tell what it tells of an entity that is shown so. */
  isStatusBehind?(object: O, shown: ShownEntity): boolean;
  /** The status beside the conditions. `shown` is absent when nothing new was seen: then ids stay as they are. */
  status(object: O, session: Session, parents: Parents, id: string, shown: ShownEntity | undefined): object;
}
