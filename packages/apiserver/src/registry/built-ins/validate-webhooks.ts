import { ADMISSION_REVIEW_VERSIONS } from '../../admission/admission-webhook.ts';
import { compileCondition } from '../../admission/match-conditions.ts';
import type { FieldError } from '../../schema/field-error.ts';
import type { UnknownObject } from '../../schema/json-object.ts';
import {
  duplicateValue,
  invalidValue,
  requiredValue,
  tooMany,
  unsupportedValue,
} from '../../schema/make-field-error.ts';
import { validateClientConfig } from '../../webhook/validate-client-config.ts';
import { qualifiedNameErrors, subdomainErrors } from '../metadata/names.ts';
import { selectorErrors } from './label-errors.ts';
import { itemsOf, textOf, textsOf } from './read-part.ts';
import { reviewVersionErrors } from './validate-crd-conversion.ts';

const MAX_MATCH_CONDITIONS = 64;
const MAX_TIMEOUT_SECONDS = 30;

/** Checks the webhooks of a configuration (admissionregistration ValidateValidatingWebhookConfiguration). */
export function webhooksErrors(webhooks: readonly UnknownObject[], path: string): FieldError[] {
  const names = new Set<unknown>();
  return webhooks.flatMap((webhook, index) => {
    const at = `${path}[${index}]`;
    const errors = webhookErrors(webhook, at);
    if (names.has(webhook['name'])) errors.push(duplicateValue(`${at}.name`, webhook['name']));
    names.add(webhook['name']);
    return errors;
  });
}

function webhookErrors(webhook: UnknownObject, at: string): FieldError[] {
  const { name, timeoutSeconds, sideEffects, matchConditions } = webhook;
  const errors = nameErrors(textOf(name), `${at}.name`);
  errors.push(...validateClientConfig(webhook['clientConfig'], `${at}.clientConfig`));
  itemsOf(webhook['rules']).forEach((rule, index) => {
    errors.push(...ruleErrors(rule, `${at}.rules[${index}]`));
  });
  const choose = (field: string, choices: readonly string[]): void => {
    const value = webhook[field];
    if (value === undefined || choices.includes(textOf(value))) return;
    errors.push(unsupportedValue(`${at}.${field}`, value, choices));
  };
  choose('failurePolicy', ['Fail', 'Ignore']);
  choose('matchPolicy', ['Equivalent', 'Exact']);
  choose('reinvocationPolicy', ['IfNeeded', 'Never']);
  if (sideEffects === undefined) {
    errors.push(requiredValue(`${at}.sideEffects`, 'must specify one of None, NoneOnDryRun'));
  } else choose('sideEffects', ['None', 'NoneOnDryRun']);
  if (typeof timeoutSeconds === 'number' && (timeoutSeconds < 1 || timeoutSeconds > MAX_TIMEOUT_SECONDS)) {
    const why = `the timeout value must be between 1 and ${MAX_TIMEOUT_SECONDS} seconds`;
    errors.push(invalidValue(`${at}.timeoutSeconds`, timeoutSeconds, why));
  }
  for (const field of ['namespaceSelector', 'objectSelector']) {
    errors.push(...selectorErrors(webhook[field], `${at}.${field}`));
  }
  errors.push(
    ...reviewVersionErrors(
      webhook['admissionReviewVersions'],
      ADMISSION_REVIEW_VERSIONS,
      `${at}.admissionReviewVersions`,
    ),
    ...conditionsErrors(itemsOf(matchConditions), `${at}.matchConditions`),
  );
  return errors;
}

/** A name of at least three parts, so that it says whose the webhook is. */
function nameErrors(name: string, field: string): FieldError[] {
  if (name === '') return [requiredValue(field)];
  const errors = subdomainErrors(name).map((why) => invalidValue(field, name, why));
  if (name.split('.').length < 3) {
    errors.push(
      invalidValue(field, name, 'should be a domain with at least three segments separated by dots'),
    );
  }
  return errors;
}

function ruleErrors(rule: UnknownObject, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
  const lists = [
    ['apiGroups', 'API groups'],
    ['apiVersions', 'API versions'],
    ['operations', 'operations'],
  ] as const;
  for (const [field, what] of lists) {
    const values = textsOf(rule[field]);
    if (values.length === 0) errors.push(requiredValue(`${at}.${field}`));
    if (values.length > 1 && values.includes('*')) {
      errors.push(
        invalidValue(`${at}.${field}`, values, `if '*' is present, must not specify other ${what}`),
      );
    }
  }
  textsOf(rule['operations']).forEach((operation, index) => {
    if (operations.includes(operation)) return;
    errors.push(unsupportedValue(`${at}.operations[${index}]`, operation, operations));
  });
  textsOf(rule['apiVersions']).forEach((version, index) => {
    if (version === '') errors.push(requiredValue(`${at}.apiVersions[${index}]`));
  });
  errors.push(...resourcesErrors(textsOf(rule['resources']), `${at}.resources`));
  const scopes = ['*', 'Cluster', 'Namespaced'];
  if (rule['scope'] !== undefined && !scopes.includes(textOf(rule['scope']))) {
    errors.push(unsupportedValue(`${at}.scope`, rule['scope'], scopes));
  }
  return errors;
}

function resourcesErrors(resources: readonly string[], field: string): FieldError[] {
  if (resources.length === 0) return [requiredValue(field)];
  const errors: FieldError[] = [];
  resources.forEach((resource, index) => {
    if (resource === '') errors.push(requiredValue(`${field}[${index}]`));
  });
  if (resources.length > 1 && resources.includes('*/*')) {
    const why = "if '*/*' is present, must not specify other resources";
    errors.push(invalidValue(field, resources, why));
  }
  return errors;
}

function conditionsErrors(conditions: readonly UnknownObject[], field: string): FieldError[] {
  const errors: FieldError[] = [];
  if (conditions.length > MAX_MATCH_CONDITIONS) {
    errors.push(tooMany(field, conditions.length, MAX_MATCH_CONDITIONS));
  }
  const names = new Set<string>();
  conditions.forEach((condition, index) => {
    const at = `${field}[${index}]`;
    const [name, expression] = [textOf(condition['name']), textOf(condition['expression']).trim()];
    if (name === '') errors.push(requiredValue(`${at}.name`));
    else for (const why of qualifiedNameErrors(name)) errors.push(invalidValue(`${at}.name`, name, why));
    if (names.has(name)) errors.push(duplicateValue(`${at}.name`, name));
    names.add(name);
    if (expression === '') {
      errors.push(requiredValue(`${at}.expression`));
      return;
    }
    const compiled = compileCondition(expression);
    if (!compiled.ok) errors.push(invalidValue(`${at}.expression`, expression, compiled.reason));
  });
  return errors;
}
