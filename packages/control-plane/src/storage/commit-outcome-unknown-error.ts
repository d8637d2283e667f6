/**
 * The connection broke while a commit was under way: it may have happened. Nothing of it may be run again, or it could
 * happen twice; whoever asked for it has to look.
 */
export class CommitOutcomeUnknownError extends Error {
  override readonly name = 'CommitOutcomeUnknownError';

  constructor(cause: unknown) {
    super('The connection to the database broke during a commit; whether it happened is not known', {
      cause,
    });
  }
}
