import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { FieldError } from '../../../schema/field-error.ts';
import type { UnknownObject } from '../../../schema/json-object.ts';
import { forbiddenValue, invalidValue, requiredValue } from '../../../schema/make-field-error.ts';
import { selectorErrors } from '../label-errors.ts';
import { partOf, textsOf } from '../read-part.ts';

/** A range of addresses as `10.9.8.0/24` writes it. */
interface Network {
  readonly address: string;
  readonly prefixLength: number;
  readonly family: 'ipv4' | 'ipv6';
}

/**
 * What is wrong with one of those whom a NetworkPolicy lets through (networking validation ValidateNetworkPolicyPeer).
 *
 * @param field the path of the peer
 */
export function peerErrors(peer: UnknownObject, field: string): FieldError[] {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  const isSelecting = podSelector !== undefined || namespaceSelector !== undefined;
  if (ipBlock === undefined && !isSelecting) return [requiredValue(field, 'must specify a peer')];
  const errors = [
    ...selectorErrors(podSelector, `${field}.podSelector`),
    ...selectorErrors(namespaceSelector, `${field}.namespaceSelector`),
  ];
  if (ipBlock === undefined) return errors;
  errors.push(...ipBlockErrors(partOf(ipBlock), `${field}.ipBlock`));
  if (isSelecting) errors.push(forbiddenValue(field, 'may not specify both ipBlock and another peer'));
  return errors;
}

/** That there is a range at all is said by the schema. What is left out of it has to be a part of it, and not all. */
function ipBlockErrors({ cidr, except }: UnknownObject, field: string): FieldError[] {
  if (cidr === '') return [requiredValue(`${field}.cidr`)];
  if (typeof cidr !== 'string') return [];
  const whole = parseNetwork(cidr);
  if (whole === undefined) return [notANetwork(`${field}.cidr`, cidr)];
  return textsOf(except).flatMap((text, index) => {
    const at = `${field}.except[${index}]`;
    const part = parseNetwork(text);
    if (part === undefined) return [notANetwork(at, text)];
    return isWithin(part, whole) ? [] : [invalidValue(at, text, 'must be a strict subset of `cidr`')];
  });
}

function notANetwork(field: string, value: string): FieldError {
  return invalidValue(field, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)');
}

function parseNetwork(text: string): Network | undefined {
  const [, address = '', length = ''] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? [];
  const prefixLength = Number(length);
  if (isIPv4(address) && prefixLength <= 32) return { address, prefixLength, family: 'ipv4' };
  if (isIPv6(address) && prefixLength <= 128) return { address, prefixLength, family: 'ipv6' };
  return undefined;
}

function isWithin(part: Network, whole: Network): boolean {
  if (part.family !== whole.family || part.prefixLength <= whole.prefixLength) return false;
  const addresses = new BlockList();
  addresses.addSubnet(whole.address, whole.prefixLength, whole.family);
  return addresses.check(part.address, part.family);
}
