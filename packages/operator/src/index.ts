export { type OperatorOptions, type RunningOperator, startOperator } from './start-operator.ts';
