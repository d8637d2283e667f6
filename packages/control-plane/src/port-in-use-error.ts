/** Somebody else listens where the server should. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly host: string;
  readonly port: number;

  constructor(host: string, port: number, options: ErrorOptions) {
    super(
      `Port ${port} on ${host} is already in use. ` +
        'Stop the program that listens there, or choose another port (0 picks a free one).',
      options,
    );
    this.host = host;
    this.port = port;
  }
}
