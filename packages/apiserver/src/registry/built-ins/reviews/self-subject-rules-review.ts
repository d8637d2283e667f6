import type { Authorizer } from '../../../authorization/authorizer.ts';
import type { PolicyRule } from '../../../authorization/policy-rule.ts';
import { badRequest } from '../../../status/api-error.ts';
import type { ResourceDefinition } from '../../resource-definition.ts';
import { reviewKind } from './review-kind.ts';
import { specOf } from './review-spec.ts';

/** SelfSubjectRulesReview: what may I do in this namespace? */
export function selfSubjectRulesReview(authorizer: Authorizer): ResourceDefinition {
  return reviewKind('authorization.k8s.io', 'SelfSubjectRulesReview', false, (review, { user }) => {
    const { namespace } = specOf(review);
    if (typeof namespace !== 'string' || namespace === '') throw badRequest('no namespace on request');
    const { rules, missingRoles } = authorizer.rulesFor(user, namespace);
    const missing = missingRoles.map(({ kind, name }) => `${kind} ${JSON.stringify(name)} not found`);
    return {
      ...review,
      status: {
        resourceRules: rules.filter(({ resources }) => resources?.length).map(resourceRule),
        nonResourceRules: rules.filter(({ nonResourceURLs }) => nonResourceURLs?.length).map(pathRule),
        incomplete: missing.length > 0,
        ...(missing.length > 0 && { evaluationError: missing.join(', ') }),
      },
    };
  });
}

function resourceRule({ verbs, apiGroups, resources, resourceNames }: PolicyRule): PolicyRule {
  return { verbs, apiGroups, resources, ...(resourceNames?.length && { resourceNames }) };
}

function pathRule({ verbs, nonResourceURLs }: PolicyRule): PolicyRule {
  return { verbs, nonResourceURLs };
}
