import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { jsonEqual } from '../../../schema/json-equal.ts';
import { invalidValue, requiredValue, unsupportedValue } from '../../../schema/make-field-error.ts';
import { selectorErrors } from '../label-errors.ts';
import { itemsOf, partOf, textOf } from '../read-part.ts';
import { podTemplateErrors } from './pod-errors.ts';
import { selectorMatches } from './selector-matches.ts';

/**
 * What is wrong with the selector and the pod template of a kind that keeps pods running: they have to fit each
 * other, the selector never changes, and pods that end are started again.
 */
export function workloadErrors(object: KubeObject, existing: KubeObject | undefined): FieldError[] {
  const spec = partOf(object, 'spec');
  const { selector } = spec;
  const template = partOf(spec, 'template');
  const labels = partOf(template, 'metadata', 'labels');
  const errors = selectorErrors(selector, 'spec.selector');
  if (selector !== undefined && isEmptySelector(selector)) {
    errors.push(invalidValue('spec.selector', selector, 'empty selector is invalid for deployment'));
  } else if (selector !== undefined && !selectorMatches(selector, labels)) {
    const why = '`selector` does not match template `labels`';
    errors.push(invalidValue('spec.template.metadata.labels', labels, why));
  }
  if (existing !== undefined && !jsonEqual(selector, partOf(existing, 'spec')['selector'])) {
    errors.push(invalidValue('spec.selector', selector, 'field is immutable'));
  }
  const claims = itemsOf(spec['volumeClaimTemplates']).map((claim) =>
    textOf(partOf(claim, 'metadata')['name']),
  );
  errors.push(...podTemplateErrors(template, 'spec.template', claims));
  const { restartPolicy } = partOf(template, 'spec');
  if (restartPolicy === 'Never' || restartPolicy === 'OnFailure') {
    errors.push(unsupportedValue('spec.template.spec.restartPolicy', restartPolicy, ['Always']));
  }
  return errors;
}

/** The restart policies of pods that are to end. */
export function endingTemplateErrors(template: Record<string, unknown>, at: string): FieldError[] {
  const { restartPolicy } = partOf(template, 'spec');
  const errors = podTemplateErrors(template, at);
  if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never') {
    errors.push(requiredValue(`${at}.spec.restartPolicy`, 'valid values: "OnFailure", "Never"'));
  }
  return errors;
}

function isEmptySelector(selector: unknown): boolean {
  const { matchLabels, matchExpressions } = partOf(selector);
  return (
    Object.keys(partOf(matchLabels)).length === 0 &&
    !(Array.isArray(matchExpressions) && matchExpressions.length > 0)
  );
}
