import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** An answer that has been read to its end. */
export interface TextAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Something that the caller's `beforeSend` had against a request, of which nothing was sent; `cause` is what it threw. */
export class SendForbiddenError extends Error {
  override readonly name = 'SendForbiddenError';

  constructor(cause: unknown) {
    super('the request was not sent', { cause });
  }
}

/**
 * Sends a request and reads its answer to the end. It does what undici's own `request` and `body.text()` do, without
 * the stream that lies between those two: that is a quarter of what a small call costs the process.
 *
 * Rejects with the signal's reason as soon as that is aborted, also while the request waits for a connection, and with
 * undici's error when there is no whole answer.
 *
 * `beforeSend` is called at the moment in which a connection takes the request up, which may be long after the call; where
 * it throws, nothing is sent, and the call rejects with a `SendForbiddenError`.
 */
export function requestText(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal | undefined,
  beforeSend?: () => void,
): Promise<TextAnswer> {
  if (signal?.aborted === true) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let statusCode = 0;
    let headers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    const onAbort = (): void => {
      reject(signal?.reason);
      controller?.abort(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    dispatcher.dispatch(options, {
      onRequestStart(started) {
        controller = started;
        if (signal?.aborted === true) started.abort(signal.reason);
        else if (beforeSend !== undefined) ask(beforeSend);
      },
      // An answer that only announces another one (100 to 199) is overwritten by that.
      onResponseStart(_controller, status, received) {
        statusCode = status;
        headers = received;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        signal?.removeEventListener('abort', onAbort);
        const [only] = chunks;
        const body = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
        resolve({ statusCode, headers, text: body.toString() });
      },
      onResponseError(_controller, error) {
        signal?.removeEventListener('abort', onAbort);
        reject(error);
      },
    });
  });
}

function ask(beforeSend: () => void): void {
  try {
    beforeSend();
  } catch (error) {
    throw new SendForbiddenError(error);
  }
}
