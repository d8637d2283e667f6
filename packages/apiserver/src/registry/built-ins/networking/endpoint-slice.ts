import { invalidValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown, textAt } from '../columns.ts';
import { portErrors } from '../number-errors.ts';
import { itemsOf, textsOf } from '../read-part.ts';

/** EndpointSlices: where a Service leads to. */
export const endpointSlice = builtIn({
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  namespaced: true,
  columns: [
    nameColumn,
    shown('AddressType', textAt(['addressType'])),
    shown('Ports', ({ ports }) => shorten(itemsOf(ports).map(({ port }) => String(port ?? '*')))),
    shown('Endpoints', ({ endpoints }) =>
      shorten(itemsOf(endpoints).flatMap(({ addresses }) => textsOf(addresses))),
    ),
    ageColumn,
  ],
  strategy: {
    tracksGeneration: true,
    validate: (object, existing) => {
      const errors = itemsOf(object['ports']).flatMap(({ port }, index) =>
        portErrors(port, `ports[${index}].port`),
      );
      if (existing !== undefined && existing['addressType'] !== object['addressType']) {
        errors.push(invalidValue('addressType', object['addressType'], 'field is immutable'));
      }
      return errors;
    },
  },
});

/** As much as fits into a table. */
const MAX_SHOWN = 3;

function shorten(all: string[]): string {
  if (all.length === 0) return '<unset>';
  const more = all.length > MAX_SHOWN ? ` + ${all.length - MAX_SHOWN} more...` : '';
  return all.slice(0, MAX_SHOWN).join(',') + more;
}
