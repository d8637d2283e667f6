/**
 * There was no answer that could be understood: the name doesn't resolve, the connection was refused or broke, the
 * certificate isn't trusted, the time ran out, or what came isn't JSON. Whether a write took effect is unknown.
 * `cause` has the details.
 */
export class KonnectUnreachableError extends Error {
  override readonly name = 'KonnectUnreachableError';
}
