import type { ObjectMeta } from '../../kube-object.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { invalidValue, requiredValue } from '../../schema/make-field-error.ts';
import type { CrdCondition } from '../custom-resource.ts';

/** The annotation by which a CRD in one of Kubernetes' own groups names its approval, or admits that it has none. */
const APPROVAL = 'api-approved.kubernetes.io';
const RULES = 'see https://github.com/kubernetes/enhancements/pull/1111';

/** Checks that a CRD in a group that belongs to Kubernetes says who has approved it. */
export function approvalErrors(group: unknown, { annotations }: ObjectMeta): FieldError[] {
  if (!isProtected(group)) return [];
  const field = `metadata.annotations[${APPROVAL}]`;
  const value = annotations?.[APPROVAL] ?? '';
  const must = `protected groups must have approval annotation ${JSON.stringify(APPROVAL)}`;
  if (value === '') return [requiredValue(field, `${must}, ${RULES}`)];
  if (isUnapproved(value) || URL.canParse(value)) return [];
  const how = 'with either a URL or a reason starting with "unapproved"';
  return [invalidValue(field, value, `${must} ${how}, ${RULES}`)];
}

/** The condition that follows; undefined for groups that anybody may use. */
export function approvalCondition(
  group: string,
  { annotations }: ObjectMeta,
): Omit<CrdCondition, 'lastTransitionTime'> | undefined {
  if (!isProtected(group)) return undefined;
  const value = annotations?.[APPROVAL] ?? '';
  const type = 'KubernetesAPIApprovalPolicyConformant';
  return isUnapproved(value)
    ? {
        type,
        status: 'False',
        reason: 'UnapprovedAnnotation',
        message: `not approved: ${JSON.stringify(value)}`,
      }
    : { type, status: 'True', reason: 'ApprovedAnnotation', message: `approved in ${value}` };
}

function isProtected(group: unknown): boolean {
  return typeof group === 'string' && /(^|\.)(k8s|kubernetes)\.io$/.test(group);
}

function isUnapproved(value: string): boolean {
  return value.startsWith('unapproved');
}
