/** A condition as it was judged just now; when it changed, and for which generation, is added on writing. */
export interface JudgedCondition {
  readonly type: ConditionType;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/** The condition types of the contract that this operator sets. */
export type ConditionType =
  | 'Programmed'
  | 'APIAuthResolvedRef'
  | 'APIAuthValid'
  | 'ControlPlaneRefValid'
  | 'KongUpstreamRefValid'
  | 'KongCertificateRefValid'
  | 'ResolvedRefs'
  | 'Adopted'
  | 'Mirrored'
  | 'MembersReferenceResolved';

/** A condition that holds. The message may be empty: the type and the reason say it. */
export function holds(type: ConditionType, reason: string, message = ''): JudgedCondition {
  return { type, status: 'True', reason, message };
}

/** A condition that doesn't hold; the message says what is wrong, where, and what to do. */
export function fails(type: ConditionType, reason: string, message: string): JudgedCondition {
  return { type, status: 'False', reason, message };
}
