/** One thing that is wrong with what a client sent, before it is put into one of the API's two kinds of errors. */
export interface InputProblem {
  /** The dotted path of the field, e.g. `healthchecks.active.timeout` or `tags[1]`; empty for the input as a whole. */
  field: string;
  /** What is wrong and what would be right, in a few words that make sense after the field's name. */
  message: string;
  reason: InputProblemReason;
}

/** Why it is wrong; the kinds that the contract's problem documents tell apart. */
export type InputProblemReason =
  | { kind: 'required' }
  | { kind: 'unknown' }
  | { kind: 'type'; expected: string }
  | { kind: 'choice'; choices: unknown[] }
  | { kind: 'minimum'; rule: 'min' | 'min_length' | 'min_items'; minimum: number }
  | { kind: 'maximum'; rule: 'max' | 'max_length' | 'max_items'; maximum: number }
  | { kind: 'pattern' }
  | { kind: 'invalid' };
