import type { User } from '../auth/user.ts';
import type { RequestAttributes } from '../authorization/request-attributes.ts';

/** How a client wants its write to be taken. */
export interface WriteOptions {
  /** Who writes. */
  user: User;
  /** Refuses what they may not do, beside what the request was let in for. Throws an ApiError 403. */
  authorize(attributes: RequestAttributes): void;
  /** Go through all checks, and store nothing. */
  dryRun: boolean;
  /**
   * The server's own write, which must not depend on webhooks: they aren't asked, and the object stays in the version
   * that it is stored in.
   */
  isInternal?: boolean;
  /** Who owns the fields that are set, in `metadata.managedFields`. */
  fieldManager: string;
  /** Whether an apply takes over fields that others manage. */
  force: boolean;
  /** What happens to unknown and duplicate fields: refused, reported, or dropped in silence. */
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  /** Collects what the client is to be warned of. */
  warn(message: string): void;
}

/** A write's answer: the object as JSON in the version that was asked for. */
export interface WriteResult {
  json: string;
  created: boolean;
}
