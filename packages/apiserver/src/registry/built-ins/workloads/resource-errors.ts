import { quantityNanos } from '../../../built-in-schemas/quantity.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import type { UnknownObject } from '../../../schema/json-object.ts';
import { invalidValue } from '../../../schema/make-field-error.ts';
import { partOf } from '../read-part.ts';

/** What is wrong with what a container asks for and may use at most (core/v1 ResourceRequirements). */
export function resourceErrors(resources: UnknownObject, at: string): FieldError[] {
  const limits = partOf(resources, 'limits');
  const requests = partOf(resources, 'requests');
  const errors: FieldError[] = [];
  for (const [field, amounts] of Object.entries({ limits, requests })) {
    for (const [name, amount] of Object.entries(amounts)) {
      if ((quantityNanos(amount) ?? 0n) < 0n) {
        errors.push(invalidValue(`${at}.${field}[${name}]`, amount, 'must be greater than or equal to 0'));
      }
    }
  }
  for (const [name, amount] of Object.entries(requests)) {
    const most = quantityNanos(limits[name]);
    const asked = quantityNanos(amount);
    if (most === undefined || asked === undefined || asked <= most) continue;
    const why = `must be less than or equal to ${name} limit of ${String(limits[name])}`;
    errors.push(invalidValue(`${at}.requests`, amount, why));
  }
  return errors;
}
