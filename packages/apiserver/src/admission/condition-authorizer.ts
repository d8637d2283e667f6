import { serviceAccountGroups, serviceAccountUserName } from '../auth/service-account-user.ts';
import { AUTHENTICATED_GROUP, type User } from '../auth/user.ts';
import { type Authorizer, type Decision, reasonOf } from '../authorization/authorizer.ts';
import type { RequestAttributes, ResourceAttributes } from '../authorization/request-attributes.ts';
import { labelErrors, subdomainErrors } from '../registry/metadata/names.ts';
import { evaluationFailure } from '../schema/cel/evaluation-failure.ts';

/*
 * The values behind the variable `authorizer` of match conditions: each step of
 * `authorizer.group('apps').resource('deployments').namespace('a').check('get').allowed()` makes the next one.
 */

/** Asks on behalf of a user. */
export class ConditionAuthorizer {
  readonly #authorizer: Authorizer;
  readonly #user: User;
  /** A question about what the request itself is about. */
  readonly requestResource: ResourceCheck;

  constructor(authorizer: Authorizer, user: User, about: Omit<ResourceAttributes, 'verb'>) {
    this.#authorizer = authorizer;
    this.#user = user;
    this.requestResource = new ResourceCheck(this, about);
  }

  decide(attributes: RequestAttributes): Decision {
    return this.#authorizer.decide(this.#user, attributes);
  }

  /** @throws EvaluationError for names that no ServiceAccount can have */
  static forServiceAccount(of: ConditionAuthorizer, namespace: string, name: string): ConditionAuthorizer {
    if (labelErrors(namespace).length > 0) throw evaluationFailure('Invalid service account namespace');
    if (subdomainErrors(name).length > 0) throw evaluationFailure('Invalid service account name');
    const groups = [...serviceAccountGroups(namespace), AUTHENTICATED_GROUP];
    const user = { name: serviceAccountUserName({ namespace, name }), uid: '', groups };
    const { verb: _verb, ...about } = of.requestResource.about('');
    return new ConditionAuthorizer(of.#authorizer, user, about);
  }
}

/** A question about a path that leads to no resource. */
export class PathCheck {
  readonly #authorizer: ConditionAuthorizer;
  readonly #path: string;

  constructor(authorizer: ConditionAuthorizer, path: string) {
    this.#authorizer = authorizer;
    this.#path = path;
  }

  check(verb: string): CheckDecision {
    return new CheckDecision(this.#authorizer.decide({ verb, path: this.#path }));
  }
}

/** A question about some resource of a group. */
export class GroupCheck {
  readonly #authorizer: ConditionAuthorizer;
  readonly #group: string;

  constructor(authorizer: ConditionAuthorizer, group: string) {
    this.#authorizer = authorizer;
    this.#group = group;
  }

  resource(resource: string): ResourceCheck {
    const about = { group: this.#group, resource, subresource: '', namespace: '', name: '' };
    return new ResourceCheck(this.#authorizer, about);
  }
}

/** A question about a resource. */
export class ResourceCheck {
  readonly #authorizer: ConditionAuthorizer;
  readonly #about: Omit<ResourceAttributes, 'verb'>;

  constructor(authorizer: ConditionAuthorizer, about: Omit<ResourceAttributes, 'verb'>) {
    this.#authorizer = authorizer;
    this.#about = about;
  }

  with(more: Partial<ResourceAttributes>): ResourceCheck {
    return new ResourceCheck(this.#authorizer, { ...this.#about, ...more });
  }

  about(verb: string): ResourceAttributes {
    return { ...this.#about, verb };
  }

  check(verb: string): CheckDecision {
    return new CheckDecision(this.#authorizer.decide(this.about(verb)));
  }
}

/** What came of a question. RBAC never fails to decide. */
export class CheckDecision {
  readonly isAllowed: boolean;
  readonly reason: string;

  constructor(decision: Decision) {
    this.isAllowed = decision.allowed;
    this.reason = reasonOf(decision);
  }
}
