import type { FieldError } from '../../../schema/field-error.ts';
import type { UnknownObject } from '../../../schema/json-object.ts';
import { duplicateValue, invalidValue, requiredValue } from '../../../schema/make-field-error.ts';
import { labelErrors, subdomainErrors } from '../../metadata/names.ts';
import { labelMapErrors } from '../label-errors.ts';
import { negativeErrors } from '../number-errors.ts';
import { itemsOf, textOf } from '../read-part.ts';
import { containerErrors } from './container-errors.ts';

/**
 * What is wrong with a pod's specification (core/v1 PodSpec), beyond its types.
 *
 * @param at path of the specification: `spec.template.spec`
 * @param claims names of volumes that the pod gets beside its own, as those of a StatefulSet do
 */
export function podSpecErrors(spec: UnknownObject, at: string, claims: readonly string[] = []): FieldError[] {
  const errors: FieldError[] = [];
  const own = namesOf(spec['volumes'], `${at}.volumes`, errors);
  const volumes = new Set([...own, ...claims]);
  const taken = new Set<string>();
  if (itemsOf(spec['containers']).length === 0) errors.push(requiredValue(`${at}.containers`));
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    itemsOf(spec[list]).forEach((container, index) => {
      const path = `${at}.${list}[${index}]`;
      errors.push(...nameErrors(container['name'], `${path}.name`, taken));
      errors.push(...containerErrors(container, path, volumes));
    });
  }
  errors.push(...labelMapErrors(spec['nodeSelector'], `${at}.nodeSelector`));
  errors.push(...negativeErrors(spec, at, ['terminationGracePeriodSeconds']));
  const account = textOf(spec['serviceAccountName']);
  if (account !== '') {
    const rules = subdomainErrors(account);
    errors.push(...rules.map((why) => invalidValue(`${at}.serviceAccountName`, account, why)));
  }
  return errors;
}

/** What is wrong with a pod template (core/v1 PodTemplateSpec). */
export function podTemplateErrors(
  template: UnknownObject,
  at: string,
  claims: readonly string[] = [],
): FieldError[] {
  const metadata = template['metadata'] as UnknownObject | undefined;
  const spec = template['spec'] as UnknownObject | undefined;
  return [
    ...labelMapErrors(metadata?.['labels'], `${at}.labels`),
    ...podSpecErrors(spec ?? {}, `${at}.spec`, claims),
  ];
}

function namesOf(list: unknown, at: string, errors: FieldError[]): Set<string> {
  const names = new Set<string>();
  itemsOf(list).forEach(({ name }, index) => {
    errors.push(...nameErrors(name, `${at}[${index}].name`, names));
  });
  return names;
}

/** The rules for names that are unique within a pod. */
function nameErrors(value: unknown, field: string, taken: Set<string>): FieldError[] {
  const name = textOf(value);
  if (value === undefined) return [];
  if (name === '') return [requiredValue(field)];
  if (taken.has(name)) return [duplicateValue(field, name)];
  taken.add(name);
  return labelErrors(name).map((why) => invalidValue(field, name, why));
}
