/** Where the KongTargets of a namespace are. */
export function targetsOf(namespace: string): string {
  return `/apis/configuration.konghq.com/v1alpha1/namespaces/${namespace}/kongtargets`;
}

/** A KongTarget of about 1,500 bytes of JSON, as somebody would write it who has labels, tags and annotations. */
export function benchTarget(index: number, annotations: Record<string, string> = {}): object {
  return {
    apiVersion: 'configuration.konghq.com/v1alpha1',
    kind: 'KongTarget',
    metadata: {
      name: targetName(index),
      labels: {
        'app.kubernetes.io/name': 'checkout',
        'app.kubernetes.io/part-of': 'shop',
        shard: `s${index % 16}`,
      },
      annotations: { ...filling, ...annotations },
    },
    spec: {
      upstreamRef: { name: 'checkout' },
      target: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}:8080`,
      weight: 1 + (index % 1000),
      tags: ['team:payments', 'stage:production', `shard:${index % 16}`],
    },
  };
}

export function targetName(index: number): string {
  return `checkout-${String(index).padStart(6, '0')}`;
}

/** What the operator writes once a target is programmed. */
export function benchStatus(index: number): object {
  return {
    status: {
      konnect: { id: `7d9c4f2e-0000-4000-8000-${String(index).padStart(12, '0')}` },
      conditions: [
        {
          type: 'Programmed',
          status: 'True',
          reason: 'Programmed',
          message: `The target is as declared (${index}).`,
          lastTransitionTime: '2026-01-01T00:00:00Z',
          observedGeneration: 1,
        },
      ],
    },
  };
}

const filling = Object.fromEntries(
  ['owner', 'runbook', 'dashboard', 'description'].map((name) => [
    `shop.example.com/${name}`,
    'what people write to find their way at three in the morning. '.repeat(4),
  ]),
);
