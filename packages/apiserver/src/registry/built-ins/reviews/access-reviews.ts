import type { User } from '../../../auth/user.ts';
import { type Authorizer, reasonOf } from '../../../authorization/authorizer.ts';
import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { isObject, type UnknownObject } from '../../../schema/json-object.ts';
import { invalidValue } from '../../../schema/make-field-error.ts';
import { invalid } from '../../../status/api-error.ts';
import type { ResourceDefinition } from '../../resource-definition.ts';
import { reviewKind } from './review-kind.ts';
import { actionErrors, readAction, readSubject, specOf, subjectErrors } from './review-spec.ts';

const GROUP = 'authorization.k8s.io';

/** SelfSubjectAccessReview: may I do this? */
export function selfSubjectAccessReview(authorizer: Authorizer): ResourceDefinition {
  const kind = 'SelfSubjectAccessReview';
  return reviewKind(GROUP, kind, false, (review, { user }) => {
    refuse(kind, actionErrors(specOf(review)));
    return answer(authorizer, review, user);
  });
}

/** SubjectAccessReview: may they do this? */
export function subjectAccessReview(authorizer: Authorizer): ResourceDefinition {
  const kind = 'SubjectAccessReview';
  return reviewKind(GROUP, kind, false, (review) => {
    const spec = specOf(review);
    refuse(kind, [...actionErrors(spec), ...subjectErrors(spec)]);
    return answer(authorizer, review, readSubject(spec));
  });
}

/** LocalSubjectAccessReview: may they do this in the namespace of the review? */
export function localSubjectAccessReview(authorizer: Authorizer): ResourceDefinition {
  const kind = 'LocalSubjectAccessReview';
  return reviewKind(GROUP, kind, true, (review, { namespace }) => {
    const spec = specOf(review);
    refuse(kind, [...actionErrors(spec), ...subjectErrors(spec), ...placeErrors(spec, namespace)]);
    return answer(authorizer, review, readSubject(spec));
  });
}

function answer(authorizer: Authorizer, review: KubeObject, user: User): KubeObject {
  const decision = authorizer.decide(user, readAction(specOf(review)));
  const reason = reasonOf(decision);
  return { ...review, status: { allowed: decision.allowed, ...(reason !== '' && { reason }) } };
}

function placeErrors(
  { resourceAttributes, nonResourceAttributes }: UnknownObject,
  namespace: string,
): FieldError[] {
  if (isObject(nonResourceAttributes)) {
    const why = 'disallowed on this kind of request';
    return [invalidValue('spec.nonResourceAttributes', nonResourceAttributes, why)];
  }
  const asked = isObject(resourceAttributes) ? (resourceAttributes['namespace'] ?? '') : namespace;
  if (asked === namespace) return [];
  return [invalidValue('spec.resourceAttributes.namespace', asked, 'must match metadata.namespace')];
}

function refuse(kind: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: GROUP, kind }, '', errors);
}
