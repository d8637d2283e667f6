import Type, { type TObject, type TProperties } from 'typebox';

/**
 * An object whose own default is made of those of its properties. So a nested default is written once, at the leaf,
 * and can't contradict the one further up. As a type it is what the API answers, with every default filled in; as a
 * schema it lets a request leave out what has a default.
 */
export function withDefaults<Properties extends TProperties>(properties: Properties): TObject<Properties> {
  const defaults: Record<string, unknown> = {};
  const required: string[] = [];
  for (const [name, schema] of Object.entries(properties)) {
    if ('default' in schema) {
      defaults[name] = schema.default;
    } else if (!Type.IsOptional(schema)) {
      required.push(name);
    }
  }
  return Type.Object(properties, { additionalProperties: false, default: defaults, required });
}
