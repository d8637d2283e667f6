import type { FieldError } from '../field-error.ts';
import { invalidValue, requiredValue, unsupportedValue } from '../make-field-error.ts';
import type { SchemaProps, ValidationRule } from '../schema-props.ts';

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

/** Checks what can be said of the CEL rules of a node without compiling them. */
export function checkRuleTexts(schema: SchemaProps, path: string): FieldError[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap((rule, index) =>
    checkRule(rule, `${path}.x-kubernetes-validations[${index}]`),
  );
}

function checkRule(rule: ValidationRule, path: string): FieldError[] {
  const { message, messageExpression, reason, fieldPath } = rule;
  const errors: FieldError[] = [];
  if (isBlank(rule.rule)) {
    errors.push(requiredValue(`${path}.rule`, 'rule is not specified'));
  } else if (message && isBlank(message)) {
    errors.push(invalidValue(`${path}.message`, message, 'message must be non-empty if specified'));
  } else if (hasLineBreak(message?.trim())) {
    errors.push(invalidValue(`${path}.message`, message, 'message must not contain line breaks'));
  } else if (hasLineBreak(rule.rule.trim()) && isBlank(message)) {
    errors.push(requiredValue(`${path}.message`, 'message must be specified if rule contains line breaks'));
  }
  if (messageExpression && isBlank(messageExpression)) {
    const detail = 'messageExpression must be non-empty if specified';
    errors.push(requiredValue(`${path}.messageExpression`, detail));
  }
  if (reason && !reasons.includes(reason)) errors.push(unsupportedValue(`${path}.reason`, reason, reasons));
  if (fieldPath && isBlank(fieldPath)) {
    errors.push(invalidValue(`${path}.fieldPath`, fieldPath, 'fieldPath must be non-empty if specified'));
  } else if (hasLineBreak(fieldPath)) {
    errors.push(invalidValue(`${path}.fieldPath`, fieldPath, 'fieldPath must not contain line breaks'));
  }
  return errors;
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

function hasLineBreak(text: string | undefined): boolean {
  return text !== undefined && /[\n\r]/.test(text);
}
