import type { SecretBox } from '../secrets/secret-box.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';

type SecretType = Pick<EntityDescriptor, 'type' | 'secretFields'>;

/** Keeps the secret fields of entities encrypted in the database. Types without such fields cost nothing. */
export class EntitySecrets {
  readonly #box: SecretBox;

  constructor(box: SecretBox) {
    this.#box = box;
  }

  /** The entity's JSON as it is stored. */
  seal(descriptor: SecretType, id: string, body: string): string {
    return replaceFields(descriptor, body, (text, field) =>
      this.#box.seal(text, contextOf(descriptor, id, field)),
    );
  }

  /** The entity's JSON as it is answered to who may see everything. */
  open(descriptor: SecretType, id: string, stored: string): string {
    return replaceFields(descriptor, stored, (text, field) =>
      this.#box.open(text, contextOf(descriptor, id, field)),
    );
  }
}

/** The entity's JSON as it is answered to who may only read: without its secret fields. */
export function withoutSecrets(descriptor: SecretType, body: string): string {
  return replaceFields(descriptor, body, () => undefined);
}

function contextOf(descriptor: SecretType, id: string, field: string): string {
  return `${descriptor.type} ${id}, field ${field}`;
}

function replaceFields(
  { secretFields }: SecretType,
  body: string,
  replace: (text: string, field: string) => string | undefined,
): string {
  if (secretFields.length === 0) {
    return body;
  }
  const entity = JSON.parse(body) as Record<string, unknown>;
  for (const field of secretFields) {
    const text = entity[field];
    if (typeof text === 'string') {
      entity[field] = replace(text, field);
    }
  }
  return JSON.stringify(entity);
}
