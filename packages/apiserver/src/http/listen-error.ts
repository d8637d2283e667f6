/** Something else listens on the port already. */
export class PortInUseError extends Error {
  override name = 'PortInUseError';
  readonly port: number;
  readonly host: string;

  constructor(port: number, host: string, options?: ErrorOptions) {
    super(`Port ${port} on ${host} is in use. Stop what listens there, or choose another port.`, options);
    this.port = port;
    this.host = host;
  }
}

/** The address can't be listened on: it isn't this machine's, or the port needs more rights. */
export class AddressUnusableError extends Error {
  override name = 'AddressUnusableError';
  readonly port: number;
  readonly host: string;

  constructor(port: number, host: string, options?: ErrorOptions) {
    const why = options?.cause instanceof Error ? `: ${options.cause.message}` : '';
    super(`The server can't listen on ${host} port ${port}${why}. Choose another address or port.`, options);
    this.port = port;
    this.host = host;
  }
}
