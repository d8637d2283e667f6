import type { InputProblem } from '../validation/input-problem.ts';

/** A part of the request doesn't fit its schema. Fastify sets which one. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly statusCode = 400;
  readonly problems: readonly InputProblem[];
  validationContext?: string;

  constructor(problems: readonly InputProblem[]) {
    super('Invalid Parameters');
    this.problems = problems;
  }
}
