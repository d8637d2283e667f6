import type { User } from '../auth/user.ts';
import type { KubeObject } from '../kube-object.ts';
import type { Target } from '../registry/target.ts';

/** What webhooks are asked about; this server has no CONNECT. */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

/** A write as webhooks are told of it. */
export interface AdmissionAttributes {
  operation: Operation;
  target: Target;
  /** What is to be stored, in the version of the target; undefined for a deletion. */
  object: KubeObject | undefined;
  /** What is stored, in the same version; undefined for a creation. */
  oldObject: KubeObject | undefined;
  user: User;
  dryRun: boolean;
  /** The options of the request (meta/v1 CreateOptions, UpdateOptions or DeleteOptions). */
  options: object;
  /** Collects what the client is to be warned of. */
  warn(message: string): void;
}
