import { invalidValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown, textAt } from '../columns.ts';
import { partOf, textOf } from '../read-part.ts';

/** IngressClasses: who takes care of the Ingresses that name the class. */
export const ingressClass = builtIn({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  singular: 'ingressclass',
  namespaced: false,
  columns: [
    nameColumn,
    shown('Controller', textAt(['spec', 'controller'])),
    shown('Parameters', (object) => {
      const { apiGroup, kind, name } = partOf(object, 'spec', 'parameters');
      if (name === undefined) return '<none>';
      const group = apiGroup === undefined ? '' : `.${textOf(apiGroup)}`;
      return `${textOf(kind)}${group}/${textOf(name)}`;
    }),
    ageColumn,
  ],
  strategy: {
    tracksGeneration: true,
    validate: (object, existing) => {
      const { controller } = partOf(object, 'spec');
      if (existing === undefined || controller === partOf(existing, 'spec')['controller']) return [];
      return [invalidValue('spec.controller', controller, 'field is immutable')];
    },
  },
});
