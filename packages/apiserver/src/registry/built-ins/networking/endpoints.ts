import type { KubeObject } from '../../../kube-object.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown } from '../columns.ts';
import { portErrors } from '../number-errors.ts';
import { itemsOf, textOf } from '../read-part.ts';

/** Endpoints: where a Service leads to, in the form that came before EndpointSlices. */
export const endpoints = builtIn({
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  columns: [nameColumn, shown('Endpoints', addressesOf), ageColumn],
  strategy: {
    validate: ({ subsets }) =>
      itemsOf(subsets).flatMap(({ ports }, subset) =>
        itemsOf(ports).flatMap(({ port }, index) =>
          portErrors(port, `subsets[${subset}].ports[${index}].port`),
        ),
      ),
  },
});

/** The first few addresses, and how many more there are. */
const MAX_SHOWN = 3;

function addressesOf({ subsets }: KubeObject): string {
  const all = itemsOf(subsets).flatMap(({ addresses, ports }) =>
    itemsOf(addresses).flatMap(({ ip }) => {
      const numbers = itemsOf(ports).map(({ port }) => `${textOf(ip)}:${String(port)}`);
      return numbers.length === 0 ? [textOf(ip)] : numbers;
    }),
  );
  if (all.length === 0) return '<none>';
  const more = all.length > MAX_SHOWN ? ` + ${all.length - MAX_SHOWN} more...` : '';
  return all.slice(0, MAX_SHOWN).join(',') + more;
}
