import { UserError } from '../user-error.ts';
import { readFlagFile } from './given-certificate.ts';

/** Characters that nobody guesses, at least: 128 bits of hexadecimal digits. */
const leastLength = 32;

/**
 * The token in the file of `--token-file`, or undefined when there is no such flag. Throws `UserError` when it can't be
 * read, or could be guessed or not be sent. No message holds the token.
 */
export function givenToken(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const token = readFlagFile('--token-file', file).trim();
  if (!/^[\w.~+/=-]+$/.test(token)) {
    throw new UserError(
      `The file of --token-file, ${file}, holds no token: one line of letters, digits and -._~+/= is expected.`,
    );
  }
  if (token.length < leastLength) {
    throw new UserError(
      `The token in the file of --token-file, ${file}, is too short: ${leastLength} characters or more are expected.`,
    );
  }
  return token;
}
