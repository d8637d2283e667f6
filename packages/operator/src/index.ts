export { type OperatorRules, operatorRules, type PolicyRule } from './access/operator-rules.ts';
export { CompetingOperatorError } from './leadership/competing-operator.ts';
export type { FieldDifference, Plan, PlannedStep } from './plan/plan.ts';
export { ClusterUnreadableError, type PlanOptions, planChanges } from './plan/plan-changes.ts';
export { type OperatorOptions, type RunningOperator, startOperator } from './start-operator.ts';
