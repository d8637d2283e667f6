import type { Location } from './location.ts';

/** What is known of where an object's entity is, and where it would be made now. */
export interface Whereabouts {
  /** What the object's status says. */
  readonly known: Location;
  /** What its parents say. */
  readonly home: Location;
  /** Whether it is itself what entities lie in, and so lies in none. */
  readonly holdsEntities: boolean;
  /** Whether a control plane is known to be gone, with all that was in it. */
  isGone(controlPlaneId: string): boolean;
}

/** Where an entity has to be removed from when its object is deleted. */
export interface RemovalPlaces {
  /** The id to remove first; undefined where there is none, or it has gone with its control plane. */
  readonly id: string | undefined;
  /**
   * Whether an entity has to be looked for by the object's UID, if none was there by the id: one that a pass made which
   * died before it could write that down.
   */
  readonly byUid: boolean;
}

/** Decides where to remove from. Without a control plane nothing was ever made, and with one that is gone it has gone. */
export function removalPlaces({ known, home, holdsEntities, isGone }: Whereabouts): RemovalPlaces {
  const wentAlong = known.controlPlaneId !== undefined && isGone(known.controlPlaneId);
  const id = wentAlong ? undefined : known.id;
  if (holdsEntities) return { id, byUid: true };
  if (home.controlPlaneId === undefined || isGone(home.controlPlaneId)) return { id, byUid: false };
  const isElsewhere = home.controlPlaneId !== known.controlPlaneId || home.upstreamId !== known.upstreamId;
  return { id, byUid: isElsewhere };
}
