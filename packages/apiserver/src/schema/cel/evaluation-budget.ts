/** Steps that the rules of one object may take together; a step is one turn of a macro's loop, or some bytes. */
const stepsPerObject = 1_000_000;

/**
 * A second net under the steps, for work that isn't counted one by one (comparing long strings, say). It is so far
 * above what honest rules take that a busy machine doesn't reach it.
 */
const maxDurationMs = 1_000;

/** How many calls of `spend` pass between two looks at the clock. */
const callsPerClockCheck = 64;

let steps = 0;
let calls = 0;
let deadline = 0;
let exhausted = false;

/** Thrown out of an evaluation that has used up its budget. */
export class EvaluationBudgetError extends Error {
  override name = 'EvaluationBudgetError';

  constructor() {
    super('actual cost limit exceeded');
  }
}

/**
 * Gives the evaluations that follow a full budget. There is one budget at a time: evaluation is synchronous, so
 * the rules of two objects never take turns.
 */
export function startEvaluationBudget(): void {
  steps = stepsPerObject;
  calls = 0;
  deadline = performance.now() + maxDurationMs;
  exhausted = false;
}

/**
 * Takes steps from the current budget.
 *
 * @throws EvaluationBudgetError when it is used up, from then on at every call
 */
export function spend(count: number): void {
  steps -= count;
  if (++calls % callsPerClockCheck === 0 && performance.now() > deadline) exhausted = true;
  if (steps < 0) exhausted = true;
  if (exhausted) throw new EvaluationBudgetError();
}

/** Takes the steps for reading or making a text of this length. */
export function spendText(length: number): void {
  spend(1 + Math.floor(length / 100));
}

/** Whether the current budget is used up; CEL's `||` and `&&` may have swallowed the error that said so. */
export function isBudgetExhausted(): boolean {
  return exhausted;
}
