import { CONVERSION_REVIEW_VERSIONS } from '../../conversion/conversion-review.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { isObject } from '../../schema/json-object.ts';
import {
  forbiddenValue,
  invalidValue,
  requiredValue,
  unsupportedValue,
} from '../../schema/make-field-error.ts';
import { validateClientConfig } from '../../webhook/validate-client-config.ts';
import { dns1035LabelErrors } from '../metadata/names.ts';

/** Checks how a CRD's objects are converted between its versions. */
export function conversionErrors(conversion: unknown, path: string): FieldError[] {
  if (!isObject(conversion)) return [];
  const { strategy, webhook } = conversion;
  if (strategy === 'None') {
    if (webhook === undefined) return [];
    return [forbiddenValue(`${path}.webhook`, 'should not be set when strategy is not set to Webhook')];
  }
  if (strategy !== 'Webhook') return [unsupportedValue(`${path}.strategy`, strategy, ['None', 'Webhook'])];
  if (!isObject(webhook))
    return [requiredValue(`${path}.webhook`, 'required when strategy is set to Webhook')];
  return [
    ...validateClientConfig(webhook['clientConfig'], `${path}.webhook.clientConfig`),
    ...reviewVersionErrors(
      webhook['conversionReviewVersions'],
      CONVERSION_REVIEW_VERSIONS,
      `${path}.webhook.conversionReviewVersions`,
    ),
  ];
}

/**
 * Checks the versions of reviews that a webhook says it understands: at least one of them has to be one of the server's.
 *
 * @param known those of the server
 */
export function reviewVersionErrors(versions: unknown, known: readonly string[], path: string): FieldError[] {
  if (!Array.isArray(versions) || versions.length === 0) {
    return [requiredValue(path, `must specify one of ${known.join(', ')}`)];
  }
  const errors: FieldError[] = [];
  const seen = new Set<unknown>();
  for (const [index, version] of versions.entries()) {
    if (seen.has(version)) errors.push(invalidValue(`${path}[${index}]`, version, 'duplicate version'));
    seen.add(version);
    for (const why of dns1035LabelErrors(String(version))) {
      errors.push(invalidValue(`${path}[${index}]`, version, why));
    }
  }
  if (errors.length > 0 || versions.some((version) => known.includes(version))) return errors;
  return [invalidValue(path, versions, `must include at least one of ${known.join(', ')}`)];
}
