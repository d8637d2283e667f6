export { type OperatorRules, operatorRules, type PolicyRule } from './access/operator-rules.ts';
export { CompetingOperatorError } from './leadership/competing-operator.ts';
export { type OperatorOptions, type RunningOperator, startOperator } from './start-operator.ts';
