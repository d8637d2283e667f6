/** How far an object of the manifests has come. */
export type ObjectState = 'pending' | 'programmed' | 'failed';

/** Where an object of the manifests stands. */
export interface ObjectReport {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for what lives in no namespace. */
  readonly namespace: string;
  readonly name: string;
  readonly state: ObjectState;
  /** One word for programs: of the condition that decided, or of a refusal. */
  readonly reason: string;
  readonly message: string;
}

/** Servers, CRDs and authentication are there. */
export interface ReadyReport {
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly apiserver: { readonly url: string };
  readonly controlPlane: {
    readonly url: string;
    /** Signs one in to the Gateway Manager page: good once, for a quarter of an hour. */
    readonly signInUrl: string;
    readonly caFile: string;
    readonly tokenFile: string;
  };
  /** URLs of the metrics pages. */
  readonly metrics: {
    readonly apiserver: string;
    readonly controlPlane: string;
    readonly operator: string | undefined;
  };
  readonly pids: { readonly apiserver: number; readonly controlPlane: number; readonly operator: number };
  /** Since the start of the command. */
  readonly elapsedMs: number;
}

/** Every object of the manifests is programmed or has failed. */
export interface SettledReport {
  readonly programmed: number;
  readonly failed: number;
  /** Since the start of the command. */
  readonly elapsedMs: number;
}

/** Shows people or scripts how `sluice up` gets on. */
export interface Progress {
  /** The programs are being started. */
  starting(): void;
  ready(report: ReadyReport): void;
  /** The state of an object has changed, or while it stays pending, what it waits for. */
  object(report: ObjectReport): void;
  settled(report: SettledReport): void;
  /** Something that isn't an error of the command, such as a component that died and is started again. */
  notice(sentence: string): void;
  /** The user has asked for the end, which takes up to three seconds. */
  stopping(): void;
  error(sentence: string): void;
  /** Nothing follows. Leaves the terminal as it was found. */
  close(): void;
}

/** Where progress is written: standard output, standard error. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}
