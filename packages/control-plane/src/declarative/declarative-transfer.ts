import { coreEntitiesPath, type KonnectClient } from '@sluice/konnect-api';
import { entityDescriptors } from '../entities/entity-descriptors.ts';
import {
  type DeclarativeDocument,
  declarativeDocument,
  type StoredEntities,
  type StoredEntity,
} from './declarative-document.ts';
import { type ImportPlan, type ImportStep, planImport } from './plan-import.ts';

/** The control plane that is exported or imported into. */
export interface ControlPlaneName {
  id: string;
  name: string;
}

/**
 * Everything that is in a control plane as a document in decK's format. It holds private keys.
 *
 * @throws {KonnectApiError} the API refused.
 */
export async function exportDeclarative(
  client: KonnectClient,
  controlPlane: ControlPlaneName,
): Promise<DeclarativeDocument> {
  return declarativeDocument(
    controlPlane.name,
    await readEverything(client, controlPlane.id),
    entityDescriptors,
  );
}

/** What would make the control plane equal to the document; nothing is changed. */
export async function planDeclarativeImport(
  client: KonnectClient,
  controlPlaneId: string,
  document: unknown,
): Promise<ImportPlan> {
  return planImport(document, await readEverything(client, controlPlaneId), entityDescriptors);
}

/**
 * Makes the calls of a plan, in order. Each is a PUT or a DELETE of a known id: after an interruption, planning again
 * goes on from where it was.
 */
export async function applyDeclarativeImport(
  client: KonnectClient,
  controlPlaneId: string,
  steps: readonly ImportStep[],
): Promise<void> {
  for (const { collection, id, body } of steps) {
    const path = coreEntitiesPath(controlPlaneId, collection);
    if (body === undefined) {
      await client.deleteEntity(path, id);
    } else {
      await client.putEntity(path, id, body);
    }
  }
}

async function readEverything(client: KonnectClient, controlPlaneId: string): Promise<StoredEntities> {
  const entities = new Map<string, StoredEntity[]>();
  for (const { type, collection } of entityDescriptors) {
    const path = coreEntitiesPath(controlPlaneId, collection);
    const found: StoredEntity[] = [];
    for await (const entity of client.iterateEntities<StoredEntity>(path, { size: 1000 })) {
      found.push(entity);
    }
    entities.set(type, found);
  }
  return entities;
}
