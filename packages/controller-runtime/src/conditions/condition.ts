/** A condition as in the Kubernetes API conventions (`metav1.Condition`). */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  /** CamelCase, for programs. */
  readonly reason: string;
  /** For people. */
  readonly message: string;
  /** The generation of the object that the condition was judged by. */
  readonly observedGeneration?: number;
  /** RFC 3339; when `status` last changed, not reason or message. */
  readonly lastTransitionTime: string;
}

/** A condition without the time, which `setCondition` knows. */
export type NewCondition = Omit<Condition, 'lastTransitionTime'>;
