/** No way to an API server could be read from flags, kubeconfig or pod. The message says what to do. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
  /** The file at fault, where it is a file. */
  readonly path: string | undefined;

  constructor(message: string, options: { readonly path?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.path = options.path;
  }
}
