import type { Authenticator } from '../../../auth/authenticator.ts';
import { ISSUER } from '../../../auth/token-claims.ts';
import { badRequest } from '../../../status/api-error.ts';
import type { ResourceDefinition } from '../../resource-definition.ts';
import { textsOf } from '../read-part.ts';
import { reviewKind } from './review-kind.ts';
import { specOf, userInfo } from './review-spec.ts';

const GROUP = 'authentication.k8s.io';

/** SelfSubjectReview: who am I? */
export function selfSubjectReview(): ResourceDefinition {
  return reviewKind(GROUP, 'SelfSubjectReview', false, (review, { user }) => ({
    ...review,
    status: { userInfo: userInfo(user) },
  }));
}

/** TokenReview: whose token is this? */
export function tokenReview(authenticator: Authenticator): ResourceDefinition {
  return reviewKind(GROUP, 'TokenReview', false, async (review) => {
    const { token, audiences } = specOf(review);
    if (typeof token !== 'string' || token === '')
      throw badRequest('token is required for TokenReview in authentication');
    const wanted = textsOf(audiences);
    const holder = await authenticator.authenticateToken(token, wanted.length > 0 ? wanted : [ISSUER]);
    const status =
      holder === undefined
        ? { authenticated: false, error: 'invalid bearer token, or not one for these audiences' }
        : { authenticated: true, user: userInfo(holder.user), audiences: holder.audiences };
    return { ...review, status };
  });
}
