import type { FieldError } from '../../../schema/field-error.ts';
import type { UnknownObject } from '../../../schema/json-object.ts';
import {
  duplicateValue,
  forbiddenValue,
  invalidValue,
  notFoundValue,
  requiredValue,
} from '../../../schema/make-field-error.ts';
import { negativeErrors, portErrors, portNameErrors } from '../number-errors.ts';
import { itemsOf, partOf, textOf } from '../read-part.ts';
import { resourceErrors } from './resource-errors.ts';

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const probeHandlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'];
const envSources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];

/**
 * What is wrong with a container (core/v1 Container), apart from its name.
 *
 * @param volumes names of the pod's volumes
 */
export function containerErrors(
  container: UnknownObject,
  at: string,
  volumes: ReadonlySet<string>,
): FieldError[] {
  return [
    ...(textOf(container['image']) === '' ? [requiredValue(`${at}.image`)] : []),
    ...containerPortErrors(container['ports'], `${at}.ports`),
    ...envErrors(container['env'], `${at}.env`),
    ...mountErrors(container['volumeMounts'], `${at}.volumeMounts`, volumes),
    ...probes.flatMap((probe) => probeErrors(container[probe], `${at}.${probe}`)),
    ...resourceErrors(partOf(container['resources']), `${at}.resources`),
  ];
}

function containerPortErrors(ports: unknown, at: string): FieldError[] {
  const names = new Set<string>();
  return itemsOf(ports).flatMap(({ name, containerPort, hostPort }, index) => {
    const errors = portErrors(containerPort, `${at}[${index}].containerPort`);
    errors.push(...portErrors(hostPort, `${at}[${index}].hostPort`));
    const text = textOf(name);
    if (text === '') return errors;
    errors.push(...portNameErrors(text, `${at}[${index}].name`));
    if (names.has(text)) errors.push(duplicateValue(`${at}[${index}].name`, text));
    names.add(text);
    return errors;
  });
}

function envErrors(env: unknown, at: string): FieldError[] {
  return itemsOf(env).flatMap(({ name, value, valueFrom }, index) => {
    const path = `${at}[${index}]`;
    const errors: FieldError[] = [];
    if (name === '') errors.push(requiredValue(`${path}.name`));
    else if (/[=\0]/.test(textOf(name))) {
      const rule =
        "a valid environment variable name must consist only of printable ASCII characters other than '='";
      errors.push(invalidValue(`${path}.name`, name, rule));
    }
    if (valueFrom === undefined) return errors;
    const sources = envSources.filter((source) => partOf(valueFrom)[source] !== undefined);
    if (textOf(value) !== '') {
      errors.push(invalidValue(`${path}.valueFrom`, '', 'may not be specified when `value` is not empty'));
    } else if (sources.length === 0) {
      const why = `must specify one of: ${envSources.map((source) => `\`${source}\``).join(', ')}`;
      errors.push(invalidValue(`${path}.valueFrom`, '', why));
    } else if (sources.length > 1) {
      errors.push(
        invalidValue(`${path}.valueFrom`, '', 'may not have more than one field specified at a time'),
      );
    }
    return errors;
  });
}

function mountErrors(mounts: unknown, at: string, volumes: ReadonlySet<string>): FieldError[] {
  const paths = new Set<string>();
  return itemsOf(mounts).flatMap(({ name, mountPath }, index) => {
    const errors: FieldError[] = [];
    const path = textOf(mountPath);
    if (textOf(name) !== '' && !volumes.has(textOf(name))) {
      errors.push(notFoundValue(`${at}[${index}].name`, name));
    }
    if (mountPath === '') errors.push(requiredValue(`${at}[${index}].mountPath`));
    if (path !== '' && paths.has(path)) {
      errors.push(invalidValue(`${at}[${index}].mountPath`, path, 'must be unique'));
    }
    paths.add(path);
    return errors;
  });
}

function probeErrors(probe: unknown, at: string): FieldError[] {
  if (probe === undefined) return [];
  const fields = partOf(probe);
  const handlers = probeHandlers.filter((handler) => fields[handler] !== undefined);
  const errors = negativeErrors(fields, at, [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ]);
  if (handlers.length === 0) errors.push(requiredValue(at, 'must specify a handler type'));
  for (const handler of handlers.slice(1)) {
    errors.push(forbiddenValue(`${at}.${handler}`, 'may not specify more than 1 handler type'));
  }
  for (const handler of ['httpGet', 'tcpSocket', 'grpc']) {
    errors.push(...portErrors(partOf(fields, handler)['port'], `${at}.${handler}.port`));
  }
  return errors;
}
