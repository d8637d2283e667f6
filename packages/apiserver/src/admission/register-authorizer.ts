import type { Environment } from '@marcbachmann/cel-js';
import { spend } from '../schema/cel/evaluation-budget.ts';
import { define } from '../schema/cel/library/define.ts';
import {
  CheckDecision,
  ConditionAuthorizer,
  GroupCheck,
  PathCheck,
  ResourceCheck,
} from './condition-authorizer.ts';

const authorizer = 'kubernetes.authorization.Authorizer';
const pathCheck = 'kubernetes.authorization.PathCheck';
const groupCheck = 'kubernetes.authorization.GroupCheck';
const resourceCheck = 'kubernetes.authorization.ResourceCheck';
const decision = 'kubernetes.authorization.Decision';

/**
 * What a check costs of the budget. In Kubernetes it is 350,000 of the 2,500,000 units that the conditions of a webhook
 * have together; here these have 1,000,000 steps, so that as many checks go into them.
 */
const STEPS_PER_CHECK = 140_000;

/**
 * Declares the variable `authorizer` with Kubernetes' functions on it. Selectors of fields and labels are taken and
 * change nothing: RBAC doesn't look at them.
 */
export function registerAuthorizer(env: Environment): void {
  env.registerType(decision, { ctor: CheckDecision, fields: {} });
  env.registerType(pathCheck, { ctor: PathCheck, fields: {} });
  env.registerType(resourceCheck, { ctor: ResourceCheck, fields: {} });
  env.registerType(groupCheck, { ctor: GroupCheck, fields: {} });
  env.registerType(authorizer, { ctor: ConditionAuthorizer, fields: { requestResource: resourceCheck } });
  env.registerVariable('authorizer', authorizer);
  const check = (question: PathCheck | ResourceCheck, verb: string): CheckDecision => {
    spend(STEPS_PER_CHECK);
    return question.check(verb);
  };
  define(env, {
    [`${authorizer}.path(string): ${pathCheck}`]: (who: ConditionAuthorizer, path: string) =>
      new PathCheck(who, path),
    [`${authorizer}.group(string): ${groupCheck}`]: (who: ConditionAuthorizer, group: string) =>
      new GroupCheck(who, group),
    [`${authorizer}.serviceAccount(string, string): ${authorizer}`]: ConditionAuthorizer.forServiceAccount,
    [`${groupCheck}.resource(string): ${resourceCheck}`]: (group: GroupCheck, resource: string) =>
      group.resource(resource),
    [`${resourceCheck}.subresource(string): ${resourceCheck}`]: (one: ResourceCheck, subresource: string) =>
      one.with({ subresource }),
    [`${resourceCheck}.namespace(string): ${resourceCheck}`]: (one: ResourceCheck, namespace: string) =>
      one.with({ namespace }),
    [`${resourceCheck}.name(string): ${resourceCheck}`]: (one: ResourceCheck, name: string) =>
      one.with({ name }),
    [`${resourceCheck}.fieldSelector(string): ${resourceCheck}`]: (one: ResourceCheck) => one,
    [`${resourceCheck}.labelSelector(string): ${resourceCheck}`]: (one: ResourceCheck) => one,
    [`${resourceCheck}.check(string): ${decision}`]: check,
    [`${pathCheck}.check(string): ${decision}`]: check,
    [`${decision}.allowed(): bool`]: ({ isAllowed }: CheckDecision) => isAllowed,
    [`${decision}.reason(): string`]: ({ reason }: CheckDecision) => reason,
    [`${decision}.errored(): bool`]: () => false,
    [`${decision}.error(): string`]: () => '',
  });
}
