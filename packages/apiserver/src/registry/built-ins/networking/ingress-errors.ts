import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { forbiddenValue, invalidValue, requiredValue } from '../../../schema/make-field-error.ts';
import { subdomainErrors } from '../../metadata/names.ts';
import { portErrors } from '../number-errors.ts';
import { itemsOf, partOf, textOf } from '../read-part.ts';

/** What is wrong with an Ingress, beyond its types. */
export function ingressErrors({ spec }: KubeObject): FieldError[] {
  const { rules, defaultBackend } = partOf(spec);
  const errors: FieldError[] = [];
  if (itemsOf(rules).length === 0 && defaultBackend === undefined) {
    errors.push(invalidValue('spec', partOf(spec), 'either `defaultBackend` or `rules` must be specified'));
  }
  if (defaultBackend !== undefined) errors.push(...backendErrors(defaultBackend, 'spec.defaultBackend'));
  itemsOf(rules).forEach((rule, index) => {
    errors.push(...hostErrors(textOf(rule['host']), `spec.rules[${index}].host`));
    itemsOf(partOf(rule, 'http')['paths']).forEach((path, position) => {
      errors.push(...pathErrors(path, `spec.rules[${index}].http.paths[${position}]`));
    });
  });
  return errors;
}

function hostErrors(host: string, field: string): FieldError[] {
  if (host === '') return [];
  const plain = host.startsWith('*.') ? host.slice(2) : host;
  return subdomainErrors(plain).map((why) => invalidValue(field, host, why));
}

function pathErrors({ path, pathType, backend }: Record<string, unknown>, at: string): FieldError[] {
  const errors = backendErrors(backend, `${at}.backend`);
  const text = textOf(path);
  if (pathType === undefined) errors.push(requiredValue(`${at}.pathType`, 'pathType must be specified'));
  else if (!text.startsWith('/') && (text !== '' || pathType !== 'ImplementationSpecific')) {
    errors.push(invalidValue(`${at}.path`, text, 'must be an absolute path'));
  }
  return errors;
}

function backendErrors(backend: unknown, at: string): FieldError[] {
  const { service, resource } = partOf(backend);
  if (service !== undefined && resource !== undefined) {
    return [forbiddenValue(at, 'cannot set both resource and service backends')];
  }
  if (resource !== undefined) return [];
  if (service === undefined) return [requiredValue(at, 'must set one of `resource` or `service`')];
  const { name, port } = partOf(service);
  const errors: FieldError[] = [];
  if (textOf(name) === '') errors.push(requiredValue(`${at}.service.name`));
  const { name: portName, number } = partOf(port);
  if (portName === undefined && number === undefined) {
    errors.push(requiredValue(at, 'port name or number is required'));
  } else if (portName !== undefined && number !== undefined) {
    errors.push(invalidValue(at, backend, 'cannot set both port name & port number'));
  }
  return [...errors, ...portErrors(number, `${at}.service.port.number`)];
}
