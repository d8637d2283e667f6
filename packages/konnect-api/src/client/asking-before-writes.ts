import type { Dispatcher } from 'undici';

/** A write that didn't go out; `cause` is what `beforeWrite` threw. */
export class WriteForbiddenError extends Error {
  override readonly name = 'WriteForbiddenError';

  constructor(cause: unknown) {
    super('the write was not sent', { cause });
  }
}

/**
 * Asks before each request that isn't a GET, at the moment in which a connection takes it up. A request may have waited
 * long for one, and a process that stood still meanwhile takes it up before any of its timers has run: an answer that
 * lies in the socket frees the connection. So an earlier moment would be too early.
 *
 * What `beforeWrite` throws ends the request with a `WriteForbiddenError`; none of it has been sent then.
 */
export function askingBeforeWrites(beforeWrite: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, options.method === 'GET' ? handler : asking(beforeWrite, handler));
}

function asking(beforeWrite: () => void, handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller, context) {
      try {
        beforeWrite();
      } catch (error) {
        throw new WriteForbiddenError(error);
      }
      handler.onRequestStart?.(controller, context);
    },
    onResponseStart: (...answer) => handler.onResponseStart?.(...answer),
    onResponseData: (...chunk) => handler.onResponseData?.(...chunk),
    onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
    onResponseError: (...failure) => handler.onResponseError?.(...failure),
  };
}
