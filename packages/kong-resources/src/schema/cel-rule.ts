/** A CEL rule of the CRD contract: checked by the API server on every write, with the contract's message. */
export interface CelRule {
  readonly message: string;
  readonly rule: string;
}

/** Schema options that attach CEL rules to a node, in the form that CRDs use. */
export function rules(...list: readonly CelRule[]): { 'x-kubernetes-validations': readonly CelRule[] } {
  return { 'x-kubernetes-validations': list };
}
