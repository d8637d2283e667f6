import { isIP } from 'node:net';
import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import type { UnknownObject } from '../../../schema/json-object.ts';
import {
  duplicateValue,
  forbiddenValue,
  invalidValue,
  requiredValue,
} from '../../../schema/make-field-error.ts';
import { labelErrors, subdomainErrors } from '../../metadata/names.ts';
import { labelMapErrors } from '../label-errors.ts';
import { portErrors } from '../number-errors.ts';
import { itemsOf, partOf, textOf } from '../read-part.ts';

/** What is wrong with a Service, beyond its types. */
export function serviceErrors(object: KubeObject, existing: KubeObject | undefined): FieldError[] {
  const spec = partOf(object, 'spec');
  const errors = [...servicePortErrors(spec), ...labelMapErrors(spec['selector'], 'spec.selector')];
  const clusterIp = textOf(spec['clusterIP']);
  if (clusterIp !== '' && clusterIp !== 'None' && isIP(clusterIp) === 0) {
    errors.push(
      invalidValue(
        'spec.clusterIPs[0]',
        clusterIp,
        'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      ),
    );
  }
  if (clusterIp === 'None' && (spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer')) {
    const why = `may not be set to 'None' for ${spec['type']} services`;
    errors.push(invalidValue('spec.clusterIPs[0]', clusterIp, why));
  }
  if (spec['type'] === 'ExternalName') errors.push(...externalNameErrors(textOf(spec['externalName'])));
  return [...errors, ...addressChangeErrors(spec, existing)];
}

function servicePortErrors(spec: UnknownObject): FieldError[] {
  const ports = itemsOf(spec['ports']);
  if (ports.length === 0 && spec['type'] !== 'ExternalName' && spec['clusterIP'] !== 'None') {
    return [requiredValue('spec.ports')];
  }
  const names = new Set<string>();
  const numbers = new Set<string>();
  return ports.flatMap(({ name, port, targetPort, protocol, nodePort }, index) => {
    const at = `spec.ports[${index}]`;
    const errors = [...portErrors(port, `${at}.port`), ...portErrors(targetPort, `${at}.targetPort`)];
    const text = textOf(name);
    if (text === '' && ports.length > 1) errors.push(requiredValue(`${at}.name`));
    if (text !== '') {
      errors.push(...labelErrors(text).map((why) => invalidValue(`${at}.name`, text, why)));
      if (names.has(text)) errors.push(duplicateValue(`${at}.name`, text));
    }
    names.add(text);
    const key = `${textOf(protocol)}/${String(port)}`;
    if (numbers.has(key)) errors.push(duplicateValue(at, { port, protocol }));
    numbers.add(key);
    if (nodePort !== undefined && spec['type'] === 'ClusterIP') {
      errors.push(forbiddenValue(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
    return errors;
  });
}

function externalNameErrors(name: string): FieldError[] {
  if (name === '') return [requiredValue('spec.externalName')];
  return subdomainErrors(name).map((why) => invalidValue('spec.externalName', name, why));
}

/** A Service keeps its address as long as its type has one. */
function addressChangeErrors(spec: UnknownObject, existing: KubeObject | undefined): FieldError[] {
  const before = textOf(partOf(existing, 'spec')['clusterIP']);
  const now = textOf(spec['clusterIP']);
  if (before === '' || now === before || spec['type'] === 'ExternalName') return [];
  return [invalidValue('spec.clusterIPs[0]', [now], 'may not change once set')];
}
