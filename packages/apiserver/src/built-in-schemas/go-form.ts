import { isObject, type UnknownObject } from '../schema/json-object.ts';
import { canonicalQuantity } from './quantity.ts';
import { type FieldShape, type KubernetesType, referencedType, type TypeField } from './read-types.ts';

/** Brings a value into its form, in place where it is an object; returns what to put in its place. */
type Form = (value: unknown) => unknown;

const forms = new Map<string, Form>();

/**
 * Makes a function that brings an object of a type, in place, into the form that it would have after Go had read and
 * written it, as a real API server does: without null fields, without empty values where Go leaves them out, with the
 * structs that Go always writes, and with quantities in their canonical form. Values of wrong types stay: validation
 * refuses them. Nulls in lists and maps become what Go reads them as: an empty text, a zero.
 */
export function goForm(type: KubernetesType): (object: UnknownObject) => void {
  const form = formOf(type);
  return (object) => void form(object);
}

function formOf(type: KubernetesType): Form {
  const known = forms.get(type.name);
  if (known !== undefined) return known;
  const fields = allFields(type).map(compileField);
  const form: Form = (value) => {
    if (isObject(value)) for (const field of fields) field(value);
    return value;
  };
  forms.set(type.name, form);
  return form;
}

/** The fields as JSON has them: those of inner types among the others. */
function allFields(type: KubernetesType): (TypeField & { name: string })[] {
  return type.fields.flatMap((field) => {
    if (field.name === undefined) return allFields(referencedType(field.shape.of));
    return [{ ...field, name: field.name }];
  });
}

function compileField(field: TypeField & { name: string }): (object: UnknownObject) => void {
  const { name, shape, isPointer, isAlwaysWritten } = field;
  const form = shapeForm(shape);
  const omitsEmpty = !isPointer && !isAlwaysWritten;
  const isStruct = shape.many === undefined && shape.of.includes('.') && !isPointer && !field.omitsZero;
  return (object) => {
    const value = object[name];
    if (value === undefined || value === null) {
      if (isStruct) object[name] = form?.({}) ?? {};
      else if (value === null) delete object[name];
      return;
    }
    const formed = form === undefined ? value : form(value);
    if (omitsEmpty && isEmpty(formed, isStruct)) delete object[name];
    else if (formed !== value) object[name] = formed;
  };
}

function isEmpty(value: unknown, isStruct: boolean): boolean {
  if (value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return !isStruct && isObject(value) && Object.keys(value).length === 0;
}

/** Undefined where there is never anything to do. */
function shapeForm({ many, of }: FieldShape): Form | undefined {
  const form = of === 'quantity' ? quantityForm : of.includes('.') ? structForm(of) : undefined;
  if (many === undefined) return form;
  const one: Form = (item) => {
    const value = item === null ? zeroOf(of) : item;
    return form === undefined ? value : form(value);
  };
  return (value) => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) value[index] = one(item);
    else if (isObject(value)) for (const key of Object.keys(value)) value[key] = one(value[key]);
    return value;
  };
}

/** What Go makes of a null in a list or a map, where it has no place for none. */
function zeroOf(type: string): unknown {
  if (type.includes('.')) return {};
  return Object.hasOwn(zeros, type) ? zeros[type] : null;
}

const zeros: Readonly<Record<string, unknown>> = {
  string: '',
  bytes: '',
  int32: 0,
  int64: 0,
  bool: false,
  quantity: '0',
};

/** Objects' metadata has rules of its own. */
function structForm(name: string): Form | undefined {
  return name === 'meta.v1.ObjectMeta' ? undefined : formOf(referencedType(name));
}

const quantityForm: Form = (value) => {
  if (typeof value === 'number') return canonicalQuantity(String(value));
  return typeof value === 'string' ? canonicalQuantity(value) : value;
};
