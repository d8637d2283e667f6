import Type, { type TObject, type TProperties } from 'typebox';

/**
 * An object in which every property that has a default may be left out, and whose own default is made of those of
 * its properties. So a nested default is written once, at the leaf, and can't contradict the one further up.
 */
export function withDefaults<Properties extends TProperties>(properties: Properties): TObject<Properties> {
  const defaults: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    if ('default' in schema) {
      defaults[name] = schema.default;
    }
  }
  return Type.Object(properties, { additionalProperties: false, default: defaults });
}
