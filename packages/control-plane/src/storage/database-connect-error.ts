/** The database can't be used: out of reach, or it refuses us. The message holds no password. */
export class DatabaseConnectError extends Error {
  override readonly name = 'DatabaseConnectError';
  /** Where the database is, without user and password. */
  readonly location: string;

  constructor(location: string, reason: string, options?: ErrorOptions) {
    super(`The database ${location} can't be used: ${reason}.`, options);
    this.location = location;
  }
}
