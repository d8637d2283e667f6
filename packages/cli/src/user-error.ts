/**
 * Something that the user can put right: a wrong flag, a port in use, a broken manifest. The message is one
 * sentence that says what is wrong, where, and what to do; it is shown as it is, without a stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}
