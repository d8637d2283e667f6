import type { EntityObject, NamespacedName } from '../entity/entity-object.ts';

/** An object whose entity can't be made while another one has its unique value, or that can't take over the one it names. */
export interface BlockedObject {
  readonly uid: string;
  readonly kind: string;
  readonly at: NamespacedName;
  /** The entity that has the value, or is to be taken over. */
  readonly holderId: string;
  /** The control plane in which both want to be; empty where the value is unique beyond one. */
  readonly controlPlaneId: string;
}

/** Who waits for whom. Few at any time, so they are simply gone through. */
export class BlockedObjects {
  readonly #byUid = new Map<string, BlockedObject>();

  add(object: EntityObject, holderId: string, controlPlaneId: string): void {
    const { kind, metadata } = object;
    const { uid, namespace, name } = metadata;
    this.#byUid.set(uid, { uid, kind, at: { namespace, name }, holderId, controlPlaneId });
  }

  in(controlPlaneId: string): BlockedObject[] {
    return [...this.#byUid.values()].filter((blocked) => blocked.controlPlaneId === controlPlaneId);
  }

  by(holderId: string): BlockedObject[] {
    return [...this.#byUid.values()].filter((blocked) => blocked.holderId === holderId);
  }

  remove({ uid }: { readonly uid: string }): void {
    this.#byUid.delete(uid);
  }
}
