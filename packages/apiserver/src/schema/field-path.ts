/**
 * The place in an object at which a walk is, as a stack that is only written out when there is an error to
 * report: a valid object costs no string. Segments are `.name` for a field, `[key]` for a map entry, and a
 * number for a list index.
 */
export class FieldPath {
  readonly #segments: (string | number)[] = [];

  push(segment: string | number): void {
    this.#segments.push(segment);
  }

  pop(): void {
    this.#segments.pop();
  }

  /** `spec.list[3].name`; empty for the whole object. */
  toString(): string {
    let text = '';
    for (const segment of this.#segments) text += typeof segment === 'number' ? `[${segment}]` : segment;
    return text.startsWith('.') ? text.slice(1) : text;
  }

  /** As `FieldError.field` has it: like toString, but `<nil>` for the whole object, as Kubernetes prints it. */
  toField(): string {
    return this.toString() || '<nil>';
  }
}
