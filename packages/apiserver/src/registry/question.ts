import type { User } from '../auth/user.ts';
import type { KubeObject } from '../kube-object.ts';
import type { ResourceVersion } from './resource-version.ts';

/** Who asks, and about which place. */
export interface Asked {
  user: User;
  namespace: string;
  /** The object that a subresource belongs to; empty otherwise. */
  name: string;
  dryRun: boolean;
}

/**
 * A kind that is asked and answered, and never stored: a review, or a request for a token. A POST brings it with its
 * `spec`, and the answer is the same object with its `status`.
 */
export interface Question {
  version: ResourceVersion;
  /** @param object valid by the schema of the kind */
  answer(object: KubeObject, asked: Asked): Promise<KubeObject> | KubeObject;
}
