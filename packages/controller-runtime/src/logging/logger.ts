/**
 * What this package needs of a logger; a pino logger is one. The first argument holds fields, `err` an error.
 */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
