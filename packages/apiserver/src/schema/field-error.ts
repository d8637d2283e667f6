/** The reasons that `Status.details.causes[].reason` knows (apimachinery field.ErrorType). */
export type FieldErrorType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid'
  | 'FieldValueNotFound';

/** What is wrong with one field of an object that a client sent. */
export interface FieldError {
  type: FieldErrorType;
  /** Path as Kubernetes writes it: `spec.weight`, `spec.tags[3]`, `metadata.labels`; `<nil>` is the whole object. */
  field: string;
  /** The whole sentence behind the path, bad value included: `Invalid value: 70000: spec.weight in body should be …`. */
  detail: string;
}
