import type { Access } from '../../authorization/start-access.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import {
  localSubjectAccessReview,
  selfSubjectAccessReview,
  subjectAccessReview,
} from './reviews/access-reviews.ts';
import { selfSubjectReview, tokenReview } from './reviews/identity-reviews.ts';
import { selfSubjectRulesReview } from './reviews/self-subject-rules-review.ts';
import { clusterRoleBinding, roleBinding } from './role-bindings.ts';
import { clusterRole, role } from './roles.ts';
import { serviceAccount } from './service-account.ts';
import { tokenRequest } from './token-request.ts';

/** The kinds that say who may do what, and those that tell it. */
export function accessKinds(
  { authorizer, authenticator, tokens }: Access,
  store: ObjectStore,
  now: () => Date,
): ResourceDefinition[] {
  return [
    serviceAccount(tokenRequest(tokens, store, now)),
    role(authorizer),
    clusterRole(authorizer),
    roleBinding(authorizer),
    clusterRoleBinding(authorizer),
    selfSubjectAccessReview(authorizer),
    subjectAccessReview(authorizer),
    localSubjectAccessReview(authorizer),
    selfSubjectRulesReview(authorizer),
    selfSubjectReview(),
    tokenReview(authenticator),
  ];
}
