import { modifiedMeanwhile } from '../status/api-error.ts';
import { StaleWriteError } from '../storage/object-store.ts';
import type { RegistryContext } from './registry-context.ts';
import type { Target } from './target.ts';

/** How often a write is tried that others keep overtaking; that of kube-apiserver for patches. */
const MAX_ATTEMPTS = 6;

/**
 * Makes a write anew when its object has changed between reading and writing it, which only happens while a webhook is
 * asked in between.
 *
 * @param mayRetry false for a write that was made for one state of the object
 * @throws ApiError 409 when somebody else was faster, every time
 */
export async function retryStale<Result>(
  { resource, name }: Target,
  attempt: () => Promise<Result>,
  mayRetry = true,
): Promise<Result> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StaleWriteError)) throw error;
      if (!mayRetry || attempts >= MAX_ATTEMPTS) throw modifiedMeanwhile(resource, name);
    }
  }
}

/** Whether a write may have to wait for a webhook between reading and writing, and so be made more than once. */
export function mayWait({ admission }: RegistryContext, { resource }: Target): boolean {
  return resource.conversion !== undefined || admission.isActive;
}
