import type { FieldError } from '../field-error.ts';
import { FieldPath } from '../field-path.ts';
import { invalidValue } from '../make-field-error.ts';

/** Where a validating walk is, and what it has found wrong so far. */
export class ValidationReport {
  readonly path = new FieldPath();
  readonly errors: FieldError[] = [];

  /** Reports that the value at the current path breaks `rule`, which reads on after "… in body". */
  addInvalid(value: unknown, rule: string): void {
    this.errors.push(invalidValue(this.path.toField(), value, `${this.path} in body ${rule}`));
  }

  /** Reports what concerns no single field. Kubernetes files these under `<nil>`, with the path in the text. */
  addUnlocated(message: string): void {
    this.errors.push(invalidValue('<nil>', '', message));
  }

  /** Forgets what was reported after there were `count` errors. */
  truncate(count: number): void {
    this.errors.length = count;
  }
}

/**
 * Checks one value. `old` is the value at the same place in the object that an update replaces; undefined when
 * there is none, or when old and new can't be told to be the same thing (an item of an atomic list).
 */
export type Check = (value: unknown, old: unknown, report: ValidationReport) => void;
