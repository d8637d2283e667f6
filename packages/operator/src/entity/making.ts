import type { Attempt } from '../konnect/konnect-server.ts';
import type { Parents } from '../references/reference.ts';
import type { CallContext, EntityDescriptor } from './entity-descriptor.ts';
import type { EntityMemory } from './entity-memory.ts';
import type { EntityObject } from './entity-object.ts';
import { attempt, type Session } from './session.ts';

/** One entity that is to be as its object wants it. */
export interface Making<O extends EntityObject> {
  readonly descriptor: EntityDescriptor<O>;
  readonly object: O;
  readonly parents: Parents;
  readonly session: Session;
  readonly memory: EntityMemory;
  /** Whether the control plane's collections have been looked at since the process started. */
  readonly scanned: boolean;
  /** Whether a pass before this one may have made the entity, though the status knows no id. */
  readonly mayBeMade: boolean;
  readonly signal: AbortSignal;
}

/** Makes a call in the name of whom the entity belongs to. See `KonnectServer.attempt`. */
export function callFor<O extends EntityObject, T>(
  { session, signal }: Making<O>,
  call: (context: CallContext) => Promise<T>,
): Promise<Attempt<T>> {
  return attempt(session, (client) => call({ client, signal }));
}
