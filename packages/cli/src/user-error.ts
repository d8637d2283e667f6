/**
 * Something that the user can put right: a wrong flag, a port in use, a broken manifest. The message is one
 * sentence that says what is wrong, where, and what to do; it is shown as it is, without a stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Makes a `UserError` of an error of one of these kinds, whose message is for the user; others stay as they are. */
export function forUser(
  error: unknown,
  kinds: readonly (abstract new (...args: never[]) => Error)[],
): unknown {
  const isForUser = error instanceof Error && kinds.some((kind) => error instanceof kind);
  return isForUser ? new UserError(error.message, { cause: error }) : error;
}
