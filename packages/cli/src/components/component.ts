import type { Logger } from 'pino';

/** The names of the programs, as they are in commands, logs and lock files. */
export type ComponentName = 'apiserver' | 'control-plane' | 'operator';

/** One of the programs, running in this process. */
export interface RunningComponent<Urls> {
  /** Where it answers. */
  readonly urls: Urls;
  /** Rejects when the program had to stop by itself, because a part of it failed. */
  readonly stopped?: Promise<void>;
  /** Ends what is under way and stops. */
  close(): Promise<void>;
}

/** How a program is started. `Config` is plain JSON, so that it can be handed to another process. */
export interface Component<Config, Urls> {
  readonly name: ComponentName;
  /** What people call it, at the beginning of a sentence. */
  readonly title: string;
  /**
   * Loads the program's modules, which is most of what a start costs, and returns what starts it. A process can
   * do the first while it waits to be told its configuration.
   */
  load(): Promise<(config: Config, logger: Logger) => Promise<RunningComponent<Urls>>>;
  /** The configuration with which it comes back where it was, after it died with these addresses. */
  configForRestart(config: Config, urls: Urls): Config;
}
