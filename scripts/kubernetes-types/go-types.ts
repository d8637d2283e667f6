import { readFileSync } from 'node:fs';

/** A field of a Go struct. */
export interface GoField {
  name: string;
  type: GoType;
  isEmbedded: boolean;
  /** The tag as it stands in the source: `json:"name" protobuf:"bytes,1,opt,name=name"`. */
  tag: string;
}

/** A Go type, as far as API types are made of it. */
export interface GoType {
  /** reflect.Kind. */
  kind: number;
  /** `v1.Deployment`, `[]string`; for named types together with `packagePath` unique. */
  name: string;
  /** Empty for types without a name of their own. */
  packagePath: string;
  /** What a pointer, slice or map leads to. */
  element: GoType | undefined;
  fields: GoField[];
}

/** The values of reflect.Kind that API types have. */
export const goKind = {
  bool: 1,
  int: 2,
  int32: 5,
  int64: 6,
  uint8: 8,
  float64: 14,
  map: 21,
  pointer: 22,
  slice: 23,
  string: 24,
  struct: 25,
} as const;

/** Sizes and places in `internal/abi` of Go 1.24 and later, on 64-bit machines. */
const TYPE_BYTES = 48;
const TFLAG_UNCOMMON = 1;
const TFLAG_EXTRA_STAR = 2;
const TFLAG_NAMED = 4;
const NAME_HAS_TAG = 2;
const NAME_EMBEDDED = 8;

/** How much the description of a type has that is particular to its kind (`abi.ArrayType` and the like). */
const particularBytes: Partial<Record<number, number>> = {
  17: 24, // array
  18: 16, // channel
  19: 8, // function
  20: 32, // interface
  [goKind.map]: 64,
  [goKind.pointer]: 8,
  [goKind.slice]: 8,
  [goKind.struct]: 32,
};

/**
 * Reads the types of a Go program out of the description of them that every such program carries for `reflect`.
 * It has to be a program for 64-bit little-endian Linux, linked to a fixed address.
 *
 * @returns the struct types that the program has pointers to
 */
export function readGoTypes(program: string): GoType[] {
  const reader = new TypeReader(readFileSync(program));
  return reader.pointers().flatMap(({ kind, element }) => {
    return kind === goKind.pointer && element?.kind === goKind.struct ? [element] : [];
  });
}

class TypeReader {
  readonly #image: Buffer;
  readonly #sections: Map<string, { address: number; offset: number; bytes: number }>;
  readonly #known = new Map<number, GoType>();
  readonly #base: { address: number; offset: number; bytes: number };

  constructor(image: Buffer) {
    this.#image = image;
    this.#sections = readSections(image);
    this.#base = this.#section('.rodata');
  }

  /** The types that `reflect` can look up: those without a name, such as pointers. */
  pointers(): GoType[] {
    const { offset, bytes } = this.#section('.typelink');
    return Array.from({ length: bytes / 4 }, (_, index) => {
      return this.#type(this.#base.address + this.#image.readInt32LE(offset + 4 * index));
    });
  }

  #section(name: string): { address: number; offset: number; bytes: number } {
    const section = this.#sections.get(name);
    if (section === undefined) throw new Error(`The program has no section ${name}: is it one of Go's?`);
    return section;
  }

  #at(address: number): number {
    const { address: start, offset, bytes } = this.#base;
    if (address < start || address >= start + bytes) throw new Error(`No type can be at ${address}`);
    return address - start + offset;
  }

  #pointer(offset: number): number {
    return Number(this.#image.readBigUInt64LE(offset));
  }

  #type(address: number): GoType {
    const known = this.#known.get(address);
    if (known !== undefined) return known;
    const at = this.#at(address);
    const image = this.#image;
    const flags = image.readUInt8(at + 20);
    const kind = image.readUInt8(at + 23) & 31;
    const written = this.#name(this.#base.address + image.readInt32LE(at + 40)).text;
    const type: GoType = {
      kind,
      name: flags & TFLAG_EXTRA_STAR ? written.slice(1) : written,
      packagePath: '',
      element: undefined,
      fields: [],
    };
    this.#known.set(address, type);
    if (kind === goKind.pointer || kind === goKind.slice) {
      type.element = this.#type(this.#pointer(at + TYPE_BYTES));
    } else if (kind === goKind.map) type.element = this.#type(this.#pointer(at + TYPE_BYTES + 8));
    else if (kind === goKind.struct) type.fields = this.#fields(at);
    if (flags & TFLAG_UNCOMMON && flags & TFLAG_NAMED) type.packagePath = this.#packagePath(at, kind);
    return type;
  }

  #fields(at: number): GoField[] {
    const first = this.#pointer(at + TYPE_BYTES + 8);
    const count = this.#pointer(at + TYPE_BYTES + 16);
    if (count === 0) return [];
    const start = this.#at(first);
    return Array.from({ length: count }, (_, index) => {
      const field = start + 24 * index;
      const { text, tag, isEmbedded } = this.#name(this.#pointer(field));
      return { name: text, tag, isEmbedded, type: this.#type(this.#pointer(field + 8)) };
    });
  }

  /** The rest of a named type's description stands behind the part that is particular to its kind. */
  #packagePath(at: number, kind: number): string {
    const uncommon = at + TYPE_BYTES + (particularBytes[kind] ?? 0);
    const offset = this.#image.readInt32LE(uncommon);
    return offset === 0 ? '' : this.#name(this.#base.address + offset).text;
  }

  #name(address: number): { text: string; tag: string; isEmbedded: boolean } {
    let at = this.#at(address);
    const flags = this.#image.readUInt8(at);
    at += 1;
    const text = (): string => {
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = this.#image.readUInt8(at);
        at += 1;
        length |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      at += length;
      return this.#image.toString('utf8', at - length, at);
    };
    const name = text();
    return { text: name, tag: flags & NAME_HAS_TAG ? text() : '', isEmbedded: (flags & NAME_EMBEDDED) !== 0 };
  }
}

/** The sections of an ELF file by their names. */
function readSections(image: Buffer): Map<string, { address: number; offset: number; bytes: number }> {
  const table = Number(image.readBigUInt64LE(0x28));
  const entryBytes = image.readUInt16LE(0x3a);
  const count = image.readUInt16LE(0x3c);
  const entries = Array.from({ length: count }, (_, index) => {
    const at = table + index * entryBytes;
    return {
      name: image.readUInt32LE(at),
      address: Number(image.readBigUInt64LE(at + 16)),
      offset: Number(image.readBigUInt64LE(at + 24)),
      bytes: Number(image.readBigUInt64LE(at + 32)),
    };
  });
  const names = entries[image.readUInt16LE(0x3e)]?.offset ?? 0;
  return new Map(
    entries.map(({ name, ...section }) => {
      const start = names + name;
      return [image.toString('latin1', start, image.indexOf(0, start)), section];
    }),
  );
}
