import type { EntityMemories } from '../entity/entity-memory.ts';
import type { EntityObject, NamespacedName } from '../entity/entity-object.ts';
import type { ControlPlaneKnowledge } from '../entity/surroundings.ts';
import { type BlockedObject, BlockedObjects } from './blocked-objects.ts';

/** How the registry acts on others. */
interface RegistryEffects {
  wake(kind: string, at: NamespacedName): void;
  /** Has a control plane's collections looked at as soon as possible. */
  requestScan(controlPlaneId: string): void;
}

/** What this process has learnt about control planes. Lost on restart: then the first scan finds it out again. */
export class ControlPlaneRegistry implements ControlPlaneKnowledge {
  readonly #memories: EntityMemories;
  readonly #effects: RegistryEffects;
  readonly #blocked = new BlockedObjects();
  readonly #scanned = new Set<string>();
  readonly #gone = new Set<string>();
  /** Objects that wait for a control plane's first scan, by its id and their UIDs. */
  readonly #waitingForScan = new Map<string, Map<string, EntityObject>>();

  constructor(memories: EntityMemories, effects: RegistryEffects) {
    this.#memories = memories;
    this.#effects = effects;
  }

  isScanned(controlPlaneId: string): boolean {
    return this.#scanned.has(controlPlaneId) || this.#gone.has(controlPlaneId);
  }

  wakeAfterScan(controlPlaneId: string, object: EntityObject): void {
    const waiting = this.#waitingForScan.get(controlPlaneId) ?? new Map<string, EntityObject>();
    waiting.set(object.metadata.uid, object);
    this.#waitingForScan.set(controlPlaneId, waiting);
    this.#effects.requestScan(controlPlaneId);
  }

  lookAgain(controlPlaneId: string): void {
    this.#effects.requestScan(controlPlaneId);
  }

  isGone(controlPlaneId: string): boolean {
    return this.#gone.has(controlPlaneId);
  }

  gone(controlPlaneId: string): void {
    this.#gone.add(controlPlaneId);
    this.#scanned.delete(controlPlaneId);
    this.#wakeWaiting(controlPlaneId);
  }

  created(controlPlaneId: string): void {
    this.#scanned.add(controlPlaneId);
  }

  /** Notes that the collections have been looked at: who waited for that goes on. */
  scanned(controlPlaneId: string): void {
    this.#scanned.add(controlPlaneId);
    this.#gone.delete(controlPlaneId);
    this.#wakeWaiting(controlPlaneId);
  }

  blocked(holderId: string, controlPlaneId: string, object: EntityObject): void {
    this.#blocked.add(object, holderId, controlPlaneId);
  }

  released(entityId: string): void {
    for (const blocked of this.#blocked.by(entityId)) this.release(blocked);
  }

  /** Objects that wait for a unique value in a control plane. */
  blockedIn(controlPlaneId: string): BlockedObject[] {
    return this.#blocked.in(controlPlaneId);
  }

  /** Lets a blocked object try again. */
  release(blocked: BlockedObject): void {
    this.#blocked.remove(blocked);
    this.#memories.of(blocked.uid).refused = undefined;
    this.#effects.wake(blocked.kind, blocked.at);
  }

  /** Forgets an object that has left the cluster. */
  forget(uid: string): void {
    this.#blocked.remove({ uid });
  }

  #wakeWaiting(controlPlaneId: string): void {
    const waiting = this.#waitingForScan.get(controlPlaneId);
    this.#waitingForScan.delete(controlPlaneId);
    for (const { kind, metadata } of waiting?.values() ?? []) this.#effects.wake(kind, metadata);
  }
}
