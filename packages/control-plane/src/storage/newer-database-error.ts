/** The database was written by a later version, which may keep things that this one would destroy. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';
  /** Where the database is. */
  readonly location: string;
  /** The first step of the later version that this one doesn't know. */
  readonly migration: string;

  constructor(location: string, migration: string) {
    super(
      `The database ${location} was written by a newer version (it has "${migration}"). ` +
        'Start that version or a later one, or point this one at another data folder.',
    );
    this.location = location;
    this.migration = migration;
  }
}
