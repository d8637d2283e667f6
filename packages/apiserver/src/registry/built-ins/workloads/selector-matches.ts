import { getOwn } from '../../../patch/own-field.ts';
import { itemsOf, partOf, textOf, textsOf } from '../read-part.ts';

/** Whether labels are such as a label selector (meta/v1 LabelSelector) asks for. */
export function selectorMatches(selector: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  const { matchLabels, matchExpressions } = partOf(selector);
  const wanted = Object.entries(partOf(matchLabels));
  if (wanted.some(([key, value]) => getOwn(labels, key) !== value)) return false;
  return itemsOf(matchExpressions).every(({ key, operator, values }) => {
    const label = getOwn(labels, textOf(key));
    if (operator === 'Exists') return label !== undefined;
    if (operator === 'DoesNotExist') return label === undefined;
    const isAmong = label !== undefined && textsOf(values).includes(textOf(label));
    return operator === 'In' ? isAmong : !isAmong;
  });
}
