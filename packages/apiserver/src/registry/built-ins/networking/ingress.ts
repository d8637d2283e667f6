import type { KubeObject } from '../../../kube-object.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown, textAt } from '../columns.ts';
import { itemsOf, partOf, textOf } from '../read-part.ts';
import { ingressErrors } from './ingress-errors.ts';

/** The annotation that named the class before there was a field for it. */
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** Ingresses: stored and checked; nothing here leads traffic by them. */
export const ingress = builtIn({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  plural: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  namespaced: true,
  statusSubresource: true,
  columns: [
    nameColumn,
    shown('Class', (object) => {
      const name = textAt(['spec', 'ingressClassName'])(object);
      return name || (object.metadata.annotations?.[CLASS_ANNOTATION] ?? '<none>');
    }),
    shown('Hosts', hostsOf),
    shown('Address', (object) =>
      itemsOf(partOf(object, 'status', 'loadBalancer')['ingress'])
        .map(({ ip, hostname }) => textOf(ip) || textOf(hostname))
        .join(','),
    ),
    shown('Ports', (object) => (partOf(object, 'spec')['tls'] === undefined ? '80' : '80, 443')),
    ageColumn,
  ],
  strategy: { tracksGeneration: true, validate: ingressErrors },
});

function hostsOf(object: KubeObject): string {
  const hosts = itemsOf(partOf(object, 'spec')['rules']).map(({ host }) => textOf(host) || '*');
  return hosts.length === 0 ? '*' : hosts.join(',');
}
