import { badRequest } from '../status/api-error.ts';

/** Where a list goes on: behind which object, and in the snapshot of which revision. */
export interface ContinueToken {
  revision: number;
  afterKey: string;
}

/** Clients pass the token back as it is; they must not read it. */
export function encodeContinue({ revision, afterKey }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 'sluice/v1', rv: revision, after: afterKey })).toString('base64url');
}

/** @throws ApiError 400 for what this server has not made */
export function decodeContinue(text: string): ContinueToken {
  try {
    const { v, rv, after } = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (v === 'sluice/v1' && Number.isSafeInteger(rv) && typeof after === 'string') {
      return { revision: rv, afterKey: after };
    }
  } catch (cause) {
    throw badRequest('continue key is not valid: it is not one of this server', { cause });
  }
  throw badRequest('continue key is not valid: it is of another version of this server');
}
