/** The data folder was written by a newer version of this program, whose format this one doesn't know. */
export class DataDirTooNewError extends Error {
  override name = 'DataDirTooNewError';
  readonly dataDir: string;
  readonly foundVersion: number;
  readonly supportedVersion: number;

  constructor(dataDir: string, foundVersion: number, supportedVersion: number) {
    super(
      `The data folder ${dataDir} has format ${foundVersion}, and this version reads up to ${supportedVersion}. ` +
        'Use the newer version that wrote it, or another data folder.',
    );
    this.dataDir = dataDir;
    this.foundVersion = foundVersion;
    this.supportedVersion = supportedVersion;
  }
}

/** Another process has the data folder open. */
export class DataDirInUseError extends Error {
  override name = 'DataDirInUseError';
  readonly dataDir: string;

  constructor(dataDir: string, options?: ErrorOptions) {
    super(
      `The data folder ${dataDir} is in use by another process. Stop that, or use another folder.`,
      options,
    );
    this.dataDir = dataDir;
  }
}

/** The data folder can't be made, read or written, or what lies in it is no database. */
export class DataDirUnusableError extends Error {
  override name = 'DataDirUnusableError';
  readonly dataDir: string;

  constructor(dataDir: string, options?: ErrorOptions) {
    const why = options?.cause instanceof Error ? ` (${options.cause.message})` : '';
    super(
      `The data folder ${dataDir} can't be used${why}. Check that it can be written, or use another one.`,
      options,
    );
    this.dataDir = dataDir;
  }
}
