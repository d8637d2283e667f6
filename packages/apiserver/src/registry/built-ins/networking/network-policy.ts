import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { selectorText, shown } from '../columns.ts';
import { selectorErrors } from '../label-errors.ts';
import { portErrors } from '../number-errors.ts';
import { itemsOf, partOf } from '../read-part.ts';
import { peerErrors } from './peer-errors.ts';

/** NetworkPolicies: stored and checked; nothing here holds traffic back. */
export const networkPolicy = builtIn({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  namespaced: true,
  columns: [
    nameColumn,
    shown('Pod-Selector', ({ spec }) => selectorText(partOf(spec)['podSelector'])),
    ageColumn,
  ],
  complete: (object) => {
    const spec = partOf(object, 'spec');
    spec['policyTypes'] ??= itemsOf(spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  strategy: { tracksGeneration: true, validate },
});

function validate({ spec }: KubeObject): FieldError[] {
  const policy = partOf(spec);
  const errors = selectorErrors(policy['podSelector'], 'spec.podSelector');
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    itemsOf(policy[direction]).forEach((rule, position) => {
      const at = `spec.${direction}[${position}]`;
      itemsOf(rule['ports']).forEach(({ port }, index) => {
        errors.push(...portErrors(port, `${at}.ports[${index}].port`));
      });
      itemsOf(rule[peers]).forEach((peer, index) => {
        errors.push(...peerErrors(peer, `${at}.${peers}[${index}]`));
      });
    });
  }
  return errors;
}
