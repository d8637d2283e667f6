import { coreEntitiesPath, KonnectApiError, type KonnectClient } from '@sluice/konnect-api';
import { entityDescriptors } from '../entities/entity-descriptors.ts';
import {
  type DeclarativeDocument,
  declarativeDocument,
  type StoredEntities,
  type StoredEntity,
} from './declarative-document.ts';
import { type ImportPlan, type ImportStep, planImport } from './plan-import.ts';
import { replacementId } from './replacement-id.ts';

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
  const current = await readEverything(client, controlPlaneId);
  return planImport(document, controlPlaneId, current, entityDescriptors);
}

/**
 * Makes the calls of a plan, in order. Each is a PUT or a DELETE of a known id: after an interruption, planning again
 * goes on from where it was. Ids are unique within an organisation: an entity whose id another control plane has gets one
 * of its own, and so do the references to it.
 */
export async function applyDeclarativeImport(
  client: KonnectClient,
  controlPlaneId: string,
  steps: readonly ImportStep[],
): Promise<void> {
  const replaced = new Map<string, string>();
  for (const planned of steps) {
    const { action, id, ...step } = withReplacedIds(planned, replaced);
    const path = coreEntitiesPath(controlPlaneId, step.collection);
    if (step.body === undefined) {
      await client.deleteEntity(path, id);
      continue;
    }
    try {
      await client.putEntity(path, id, step.body);
    } catch (error) {
      if (action !== 'create' || !isIdTaken(error)) {
        throw error;
      }
      const own = replacementId(controlPlaneId, id);
      await client.putEntity(path, own, step.body);
      replaced.set(id, own);
    }
  }
}

function isIdTaken(error: unknown): boolean {
  return error instanceof KonnectApiError && error.kind === 'unique' && error.uniqueField === 'id';
}

/** The step with the ids that entities before it got. */
function withReplacedIds(step: ImportStep, replaced: ReadonlyMap<string, string>): ImportStep {
  if (replaced.size === 0) {
    return step;
  }
  const collection = step.collection
    .split('/')
    .map((segment) => replaced.get(segment) ?? segment)
    .join('/');
  const body =
    step.body && Object.fromEntries(Object.entries(step.body).map(([name, value]) => [name, replace(value)]));
  return { ...step, collection, body };

  function replace(value: unknown): unknown {
    const isReference = typeof value === 'object' && value !== null && 'id' in value;
    const own = isReference ? replaced.get(String(value.id)) : undefined;
    return own === undefined ? value : { id: own };
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
