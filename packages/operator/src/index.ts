export { CompetingOperatorError } from './leadership/competing-operator.ts';
export { type OperatorOptions, type RunningOperator, startOperator } from './start-operator.ts';
