import type { UnknownObject } from '../json-object.ts';

/** Turns a JSON value into the CEL value of its type. A value of another type comes out as it is. */
export type ToCel = (value: unknown) => unknown;

/** A field that rules can select. */
export interface MessageField {
  /** The field's name in JSON. */
  jsonName: string;
  /** Undefined where the JSON value is the CEL value. */
  toCel: ToCel | undefined;
}

/** The class of the objects of one schema node. */
export type MessageClass = new (json: UnknownObject | null) => MessageValue;

/**
 * An object of a schema, as rules see it: one property for each field, under its escaped name, converted when it is
 * first read. A field that the object lacks is undefined. A nullable object that is null has no fields.
 *
 * It has no public property of its own, since any name may be a field's.
 */
export class MessageValue {
  readonly #json: UnknownObject | null;
  #converted: Map<string, unknown> | undefined;

  constructor(json: UnknownObject | null) {
    this.#json = json;
  }

  /** The JSON object behind a value. */
  static toJson(message: MessageValue): UnknownObject | null {
    return message.#json;
  }

  static #readField(message: MessageValue, { jsonName, toCel }: MessageField): unknown {
    const json = message.#json;
    if (json === null || !Object.hasOwn(json, jsonName)) return undefined;
    const value = json[jsonName];
    if (toCel === undefined || value === undefined) return value;
    const known = message.#converted?.get(jsonName);
    if (known !== undefined) return known;
    const converted = toCel(value);
    message.#converted ??= new Map();
    message.#converted.set(jsonName, converted);
    return converted;
  }

  /**
   * Makes the class of the objects that have these fields, by escaped name. The CEL library tells types apart by
   * the class of a value, so each schema node needs its own.
   */
  static createClass(fields: ReadonlyMap<string, MessageField>): MessageClass {
    const Message = class extends MessageValue {};
    for (const [name, field] of fields) {
      Object.defineProperty(Message.prototype, name, {
        get(this: MessageValue) {
          return MessageValue.#readField(this, field);
        },
      });
    }
    return Message;
  }
}
