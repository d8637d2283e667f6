import { Gauge, type Registry } from 'prom-client';

/** An object as far as its conditions go. */
interface Conditioned {
  readonly status?:
    | { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
    | undefined;
}

/** The objects of one kind. */
export interface CountedKind {
  readonly kind: string;
  /** The condition that every object of the kind should have; one that nobody has looked at counts as `Unknown`. */
  readonly mainCondition: string;
  objects(): Iterable<Conditioned>;
}

/** The values of a condition's status. All of them are served for main conditions, so that no alert misses one. */
const statuses = ['True', 'False', 'Unknown'];

/**
 * Registers the gauge of objects by condition. It is counted from the caches when it is asked for: a look at each
 * condition of each object, and nothing while nobody asks.
 */
export function addObjectMetrics(registry: Registry, kinds: () => Iterable<CountedKind>): void {
  new Gauge({
    name: 'sluice_objects',
    help: 'Objects by kind and by condition and status. The condition that an object lacks counts as Unknown.',
    labelNames: ['kind', 'condition', 'status'],
    registers: [registry],
    collect() {
      this.reset();
      for (const counted of kinds()) {
        for (const [condition, byStatus] of countConditions(counted)) {
          for (const [status, count] of byStatus) this.set({ kind: counted.kind, condition, status }, count);
        }
      }
    },
  });
}

/** How many objects of a kind have each condition in each status. */
function countConditions({ mainCondition, objects }: CountedKind): Map<string, Map<string, number>> {
  const none = () => new Map(statuses.map((status) => [status, 0]));
  const counts = new Map([[mainCondition, none()]]);
  const count = (type: string, status: string) => {
    const byStatus = counts.get(type) ?? none();
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    counts.set(type, byStatus);
  };
  for (const { status } of objects()) {
    let hasMain = false;
    for (const condition of status?.conditions ?? []) {
      count(condition.type, condition.status);
      hasMain ||= condition.type === mainCondition;
    }
    if (!hasMain) count(mainCondition, 'Unknown');
  }
  return counts;
}
