import type { FieldError } from '../../schema/field-error.ts';
import { invalidValue, requiredValue } from '../../schema/make-field-error.ts';
import { labelValueErrors, qualifiedNameErrors } from '../metadata/names.ts';
import { itemsOf, partOf, textOf, textsOf } from './read-part.ts';

/** What is wrong with labels, by the rules for their keys and values. */
export function labelMapErrors(labels: unknown, field: string): FieldError[] {
  return Object.entries(partOf(labels)).flatMap(([key, value]) => [
    ...qualifiedNameErrors(key).map((why) => invalidValue(field, key, why)),
    ...labelValueErrors(textOf(value)).map((why) => invalidValue(field, value, why)),
  ]);
}

/** What is wrong with a label selector (meta/v1 LabelSelector). */
export function selectorErrors(selector: unknown, field: string): FieldError[] {
  const { matchLabels, matchExpressions } = partOf(selector);
  const errors = labelMapErrors(matchLabels, `${field}.matchLabels`);
  itemsOf(matchExpressions).forEach(({ key, operator, values }, index) => {
    const at = `${field}.matchExpressions[${index}]`;
    const hasValues = textsOf(values).length > 0;
    const needsValues = operator === 'In' || operator === 'NotIn';
    if (needsValues && !hasValues) {
      errors.push(requiredValue(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (!needsValues && hasValues) {
      errors.push({
        type: 'FieldValueForbidden',
        field: `${at}.values`,
        detail: "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      });
    }
    for (const why of qualifiedNameErrors(textOf(key))) errors.push(invalidValue(`${at}.key`, key, why));
  });
  return errors;
}
