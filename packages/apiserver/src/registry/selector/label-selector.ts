import { badRequest } from '../../status/api-error.ts';
import { labelValueErrors, qualifiedNameErrors } from '../metadata/names.ts';

type Labels = Readonly<Record<string, string>> | undefined;

/** Whether an object's labels are among those asked for. */
export type LabelSelector = (labels: Labels) => boolean;

/** One requirement: `a`, `!a`, `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a>1`, `a<1`. */
const requirement =
  /^\s*(?:(?<absent>!)\s*(?<absentKey>[^\s!=<>,()]+)|(?<key>[^\s!=<>,()]+)(?:\s*(?<operator>==|=|!=|>|<)\s*(?<value>[^\s!=<>,()]*)|\s+(?<set>in|notin)\s*\((?<values>[^()]*)\))?)\s*(?:,|$)/;

/**
 * Reads a label selector as it stands in a query (labels.Parse of apimachinery). Undefined selects everything.
 *
 * @throws ApiError 400
 */
export function parseLabelSelector(text: string | null): LabelSelector | undefined {
  if (text === null || text.trim() === '') return undefined;
  const requirements: LabelSelector[] = [];
  let rest = text;
  while (rest.trim() !== '') {
    const match = requirement.exec(rest);
    if (match?.groups === undefined) throw unparsable(text, `near ${JSON.stringify(rest.trim())}`);
    requirements.push(toSelector(text, match.groups));
    const consumed = match[0];
    rest = rest.slice(consumed.length);
    if (consumed.endsWith(',') && rest.trim() === '') throw unparsable(text, 'it ends with a comma');
  }
  return (labels) => requirements.every((holds) => holds(labels));
}

function toSelector(text: string, groups: Record<string, string | undefined>): LabelSelector {
  const key = groups['absentKey'] ?? groups['key'] ?? '';
  const [keyError] = qualifiedNameErrors(key);
  if (keyError !== undefined)
    throw unparsable(text, `key: Invalid value: ${JSON.stringify(key)}: ${keyError}`);
  if (groups['absent'] !== undefined) return (labels) => labelOf(labels, key) === undefined;
  if (groups['set'] !== undefined) {
    const values = new Set((groups['values'] ?? '').split(',').map((value) => checked(text, value.trim())));
    const isIn: LabelSelector = (labels) => {
      const value = labelOf(labels, key);
      return value !== undefined && values.has(value);
    };
    return groups['set'] === 'in' ? isIn : (labels) => !isIn(labels);
  }
  const { operator } = groups;
  if (operator === undefined) return (labels) => labelOf(labels, key) !== undefined;
  if (operator === '>' || operator === '<') return comparison(text, key, operator, groups['value'] ?? '');
  const value = checked(text, groups['value'] ?? '');
  return operator === '!='
    ? (labels) => labelOf(labels, key) !== value
    : (labels) => labelOf(labels, key) === value;
}

function comparison(text: string, key: string, operator: '<' | '>', bound: string): LabelSelector {
  if (!/^-?\d+$/.test(bound)) throw unparsable(text, 'for < and > the value has to be an integer');
  const limit = Number(bound);
  return (labels) => {
    const value = labelOf(labels, key);
    if (value === undefined || !/^-?\d+$/.test(value)) return false;
    return operator === '>' ? Number(value) > limit : Number(value) < limit;
  };
}

/** Every object has a `constructor`, and few have a label of that name. */
function labelOf(labels: Parameters<LabelSelector>[0], key: string): string | undefined {
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function checked(text: string, value: string): string {
  const [error] = labelValueErrors(value);
  if (error !== undefined)
    throw unparsable(text, `values: Invalid value: ${JSON.stringify(value)}: ${error}`);
  return value;
}

function unparsable(text: string, why: string): Error {
  return badRequest(`unable to parse requirement of the label selector ${JSON.stringify(text)}: ${why}`);
}
