import { createKonnectClient, type KonnectClient } from '@sluice/konnect-api';
import type { DeclarativeDocument } from './declarative-document.ts';
import { applyDeclarativeImport, exportDeclarative, planDeclarativeImport } from './declarative-transfer.ts';
import type { ImportPlan, ImportStep } from './plan-import.ts';

/** Where a Konnect-compatible control plane is reached. */
export interface DeclarativeServer {
  serverUrl: string;
  token: string;
  /** PEM certificates to trust beside the system's. */
  ca: string | undefined;
  /** The proxy to go through, or null for none. */
  proxyUrl: string | null;
}

/** A control plane of a server, by its name. */
export interface DeclarativeClient {
  export(): Promise<DeclarativeDocument>;
  /** What would make the control plane equal to the document; nothing is changed. */
  plan(document: unknown): Promise<ImportPlan>;
  apply(steps: readonly ImportStep[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Finds the control plane with this name, to export it or to import into it; undefined when there is none.
 *
 * @throws {KonnectApiError} the API refused.
 * @throws {KonnectUnreachableError} there was no answer.
 */
export async function openDeclarativeClient(
  { ca, ...server }: DeclarativeServer,
  name: string,
): Promise<DeclarativeClient | undefined> {
  const client: KonnectClient = createKonnectClient({ ...server, ...(ca === undefined ? {} : { ca }) });
  try {
    const [controlPlane] = (await client.listControlPlanes({ name })).data;
    if (controlPlane === undefined) {
      await client.close();
      return undefined;
    }
    return {
      export: () => exportDeclarative(client, controlPlane),
      plan: (document) => planDeclarativeImport(client, controlPlane.id, document),
      apply: (steps) => applyDeclarativeImport(client, controlPlane.id, steps),
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}
