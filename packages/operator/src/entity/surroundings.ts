import type { Clock, EventRecorder, Logger } from '@sluice/controller-runtime';
import type { KonnectAPIAuthConfiguration } from '@sluice/kong-resources';
import type { ObjectWriter } from '../cluster/object-writer.ts';
import type { DriftObserver } from '../drift/drift-observer.ts';
import type { Permits } from '../references/grants.ts';
import type { Dependencies, Lookup } from '../references/resolve.ts';
import type { TwinFinder } from '../restore/twin-finder.ts';
import type { EntityMemories } from './entity-memory.ts';
import type { EntityObject, NamespacedName } from './entity-object.ts';
import type { Location } from './location.ts';
import type { Session } from './session.ts';

/** Takes Events about objects; never waits and never fails. */
export type EventSink = Pick<EventRecorder, 'record'>;

/** What reconcilers reach of the rest of the operator: caches to read, sessions to call with, others to wake. */
export interface Surroundings {
  /** Measures time; says nothing about the time of day. */
  readonly clock: Clock;
  readonly timeOfDay: () => Date;
  readonly log: Logger;
  readonly writer: ObjectWriter;
  readonly memories: EntityMemories;
  readonly lookup: Lookup;
  /** Whether a grant permits a reference that crosses namespaces. */
  readonly permits: Permits;
  dependenciesOf(kind: string): Dependencies;
  /** A session with what the auth configuration names; undefined while its token can't be read. */
  sessionOf(auth: KonnectAPIAuthConfiguration): Session | undefined;
  /** A session with any valid auth configuration of the server and organisation that an entity lies in. */
  sessionFor(location: Location): Session | undefined;
  /** Has an object looked at (again). */
  wake(kind: string, at: NamespacedName): void;
  /** Has an object looked at again, with a call: what was known of it is no longer trusted. */
  doubt(object: EntityObject): void;
  /** Takes what people should see in an object's Events. */
  readonly events: EventSink;
  /** Told of drift, for metrics. */
  readonly drift: DriftObserver;
  /** Finds what objects of the same names had made before the cluster was restored; undefined: nothing is taken back. */
  readonly twins: TwinFinder | undefined;
  /** After how long a deletion that waits leaves behind what it can't remove; undefined: never. */
  readonly deletionGiveUpAfterMs: number | undefined;
  /** How often a control plane is compared with the cluster: the longest that anything goes unnoticed. */
  readonly syncPeriodMs: number;
  /** Whether an object of the cluster stands for the control plane. */
  isDeclared(controlPlaneId: string): boolean;
  /** What is known of single control planes. */
  readonly controlPlanes: ControlPlaneKnowledge;
}

/** What this process has learnt about control planes, by their ids. */
export interface ControlPlaneKnowledge {
  /** Whether what is in it is known: its collections have been looked at since the process started, or it is gone. */
  isScanned(controlPlaneId: string): boolean;
  /** Has its collections looked at, and the object woken after that. */
  wakeAfterScan(controlPlaneId: string, object: EntityObject): void;
  /** Whether it is known to be gone, with everything in it. */
  isGone(controlPlaneId: string): boolean;
  /** Notes that it is gone. */
  gone(controlPlaneId: string): void;
  /** Has its collections looked at soon: something in it isn't as it was thought to be. */
  lookAgain(controlPlaneId: string): void;
  /** A new one, empty: there is nothing in it that a scan could find. */
  created(controlPlaneId: string): void;
  /** Notes that an object's entity waits for a unique value that `holderId` has; see `BlockedObject`. */
  blocked(holderId: string, controlPlaneId: string, object: EntityObject): void;
  /** An entity has gone or changed: whoever waits for its unique value tries again. */
  released(entityId: string): void;
}
