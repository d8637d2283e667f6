/** The types whose values have an order, in CEL. JavaScript compares the values of each of them with `<`. */
export const orderedTypes: readonly string[] = [
  'int',
  'uint',
  'double',
  'bool',
  'string',
  'google.protobuf.Timestamp',
  'google.protobuf.Duration',
];
