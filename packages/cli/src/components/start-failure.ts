import { UserError } from '../user-error.ts';
import type { Component } from './component.ts';

/** Why a program didn't start, as plain JSON that can cross from one process to another. */
export interface StartFailure {
  /** The code of the system's error, such as `EADDRINUSE`, when there was one. */
  readonly code?: string;
  /** Whether the message is a sentence for the user already. */
  readonly forUser: boolean;
  readonly message: string;
}

/** Reads an error of a start. The system's code may lie below errors that explain it. */
export function startFailure(error: unknown): StartFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  return { ...(code === undefined ? {} : { code }), forUser: error instanceof UserError, message };
}

/**
 * The sentence that tells the user about it. `where` says where the program was to listen, and `instead` what to
 * do when something else listens there.
 */
export function startError(
  component: Pick<Component<unknown, unknown>, 'title'>,
  failure: StartFailure,
  hint: { where: string; instead: string; log?: string },
): UserError {
  const message = failure.message.replace(/\.$/, '');
  const see = hint.log === undefined ? '' : ` Its log is ${hint.log}.`;
  if (failure.forUser) return new UserError(`${component.title} can't start: ${message}.`);
  if (failure.code === 'EADDRINUSE') {
    return new UserError(
      `${component.title} can't listen on ${hint.where}, which is in use: ${hint.instead}.`,
    );
  }
  if (failure.code === 'EACCES' || failure.code === 'EADDRNOTAVAIL') {
    return new UserError(
      `${component.title} can't start on ${hint.where}: ${message}. Choose another address.${see}`,
    );
  }
  return new UserError(`${component.title} didn't start: ${message}.${see}`);
}

function codeOf(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return undefined;
}
