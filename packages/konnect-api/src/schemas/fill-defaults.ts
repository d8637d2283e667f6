/** Gives a value its defaults; anything that doesn't fit the schema is left for the schema to refuse. */
export type FillDefaults = (value: unknown) => unknown;

interface ObjectSchema {
  type?: string;
  default?: unknown;
  properties?: Record<string, ObjectSchema>;
  patternProperties?: Record<string, ObjectSchema>;
}

/**
 * Makes, once per schema, the function that prepares an input for the check: in objects, `null` counts as not given,
 * and what isn't given gets the schema's default. The input isn't changed. Properties come out in the order of the
 * schema, so that equal entities have equal JSON whatever order a client writes them in. Defaults are shared between
 * results and must not be changed.
 */
export function compileDefaults(schema: object): FillDefaults {
  const { properties, patternProperties } = schema as ObjectSchema;
  if (properties !== undefined) {
    return fillProperties(properties);
  }
  return patternProperties === undefined ? (value) => value : dropNulls;
}

function fillProperties(properties: Record<string, ObjectSchema>): FillDefaults {
  const known = Object.entries(properties).map(([name, schema]) => ({
    name,
    fill: compileDefaults(schema),
    hasDefault: 'default' in schema,
    default: schema.default,
  }));
  return (value) => {
    if (!isObject(value)) {
      return value;
    }
    const filled: Record<string, unknown> = {};
    for (const property of known) {
      const given = Object.hasOwn(value, property.name) ? value[property.name] : undefined;
      if (given !== undefined && given !== null) {
        filled[property.name] = property.fill(given);
      } else if (property.hasDefault) {
        filled[property.name] = property.default;
      }
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(properties, name)) {
        filled[name] = value[name];
      }
    }
    return filled;
  };
}

function dropNulls(value: unknown): unknown {
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null))
    : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
