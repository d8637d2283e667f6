import type { WatchFrames } from '../registry/watch-frames.ts';

/** An answer apart from the protocol that carries it. */
export interface ApiResponse {
  status: number;
  contentType: string;
  headers?: Record<string, string>;
  /** Each becomes a `Warning` header (RFC 7234), which kubectl prints. */
  warnings?: readonly string[];
  body: string | Buffer | Iterable<string> | StreamBody;
}

/** A body that goes on until one side ends it. */
export type StreamBody = (stream: ResponseStream) => void;

/** Where a streaming body is written to. */
export interface ResponseStream {
  /** False when the client reads too slowly: wait for `onDrain`. What was passed is taken all the same. */
  write(frames: WatchFrames): boolean;
  onDrain(listener: () => void): void;
  /** The client has gone, the stream has ended, or the server stops. */
  onClose(listener: () => void): void;
  end(): void;
  /** Cuts the client off, and forgets what it hasn't taken. */
  abort(): void;
}

/** An answer of a JSON value. */
export function jsonResponse(value: unknown, status = 200): ApiResponse {
  return { status, contentType: 'application/json', body: JSON.stringify(value) };
}

/** An answer of plain text. */
export function textResponse(body: string, status = 200): ApiResponse {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}
