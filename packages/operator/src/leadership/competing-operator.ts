import { isKubernetesApiError, type KubernetesClient, type Lease, leases } from '@sluice/controller-runtime';

/** The Lease that Kong's own operator is elected by, wherever it is installed. */
export const kongOperatorLease = 'a7feedc84.konghq.com';

/** Kong's own operator is at work on the same kinds: two that put each other's changes back would never rest. */
export class CompetingOperatorError extends Error {
  override readonly name = 'CompetingOperatorError';

  constructor({ metadata: { namespace, name }, spec }: Lease) {
    super(
      `Kong's own operator (${spec?.holderIdentity}) is at work in this cluster: it holds the Lease ${namespace}/${name}. ` +
        'Two operators would put back what the other one changes. Scale it to zero, and start Sluice again when its ' +
        'Lease has expired.',
    );
  }
}

/**
 * Makes sure that Kong's own operator isn't at work. Where this operator may not read the Leases of all namespaces,
 * it looks into `namespace` and into Kong's usual one.
 *
 * @throws CompetingOperatorError when somebody holds its Lease and has renewed it within the Lease's duration.
 */
export async function refuseToCompete(
  client: KubernetesClient,
  namespace: string,
  signal: AbortSignal,
  now: () => number = Date.now,
): Promise<void> {
  const found = await findLeases(client, namespace, signal);
  const held = found.find((lease) => isHeld(lease, now()));
  if (held !== undefined) throw new CompetingOperatorError(held);
}

async function findLeases(
  client: KubernetesClient,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly Lease[]> {
  const fieldSelector = `metadata.name=${kongOperatorLease}`;
  try {
    return (await client.list<Lease>(leases, { fieldSelector, signal })).items;
  } catch (error) {
    if (!isKubernetesApiError(error, 403)) throw error;
  }
  const places = new Set([namespace, 'kong-system']);
  const found = await Promise.all([...places].map((place) => findLease(client, place, signal)));
  return found.flat();
}

async function findLease(client: KubernetesClient, namespace: string, signal: AbortSignal): Promise<Lease[]> {
  try {
    return [await client.get<Lease>(leases, namespace, kongOperatorLease, { signal })];
  } catch (error) {
    // What this operator may not see in one namespace alone, it has been told to stay out of.
    if (isKubernetesApiError(error, 404, 'NotFound') || isKubernetesApiError(error, 403)) return [];
    throw error;
  }
}

/** Clocks of two machines may differ; the minute forgives that, and costs somebody who moves over a minute's wait. */
const clockToleranceMs = 60_000;

function isHeld({ spec }: Lease, nowMs: number): boolean {
  if (!spec?.holderIdentity || spec.renewTime === undefined) return false;
  const durationMs = (spec.leaseDurationSeconds ?? 0) * 1000;
  return nowMs - Date.parse(spec.renewTime) < durationMs + clockToleranceMs;
}
