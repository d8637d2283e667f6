import type { Database } from '../src/storage/database.ts';

/** Writes so many changes of a control plane in one transaction, as its entities would. */
export function addChanges(database: Database, controlPlaneId: string, count: number): Promise<void> {
  return database.write(async ({ actor, journal, ledger }) => {
    await ledger.find(controlPlaneId);
    for (let index = 0; index < count; index += 1) {
      journal.addChange({
        control_plane_id: controlPlaneId,
        revision: ledger.nextRevision(controlPlaneId).revision,
        type: 'upstream',
        entity_id: `upstream-${index}`,
        operation: 'delete',
        before: '{}',
        after: null,
        at: '2030-01-01T00:00:00.000Z',
        user_id: actor.userId,
        token_name: actor.tokenName,
      });
    }
  });
}
