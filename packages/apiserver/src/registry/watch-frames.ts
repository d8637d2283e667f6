const CRLF = '\r\n';

/**
 * Some frames of a watch as bytes, for either protocol that carries them: as they are for HTTP/2, and as a chunk of the
 * chunked coding for HTTP/1.1 (RFC 9112, section 7.1). Both are the same memory, and nobody writes to it: all who
 * watch alike send it without a copy, in one piece.
 */
export class WatchFrames {
  readonly bytes: Buffer;
  readonly chunk: Buffer;

  /** @param text whole frames, at least one: a chunk without any would end the stream */
  constructor(text: string) {
    const length = Buffer.byteLength(text);
    const head = length.toString(16) + CRLF;
    const end = head.length + length;
    this.chunk = Buffer.allocUnsafe(end + CRLF.length);
    this.chunk.write(head, 'latin1');
    this.chunk.write(text, head.length);
    this.chunk.write(CRLF, end, 'latin1');
    this.bytes = this.chunk.subarray(head.length, end);
  }
}
