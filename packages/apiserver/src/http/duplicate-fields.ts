/**
 * Finds fields that a JSON text gives more than once within one object, which `JSON.parse` keeps silent about.
 * Reports their paths, each once: `spec.weight`, `items[2].name`. The text has to be valid JSON.
 */
export function duplicateFields(json: string): string[] {
  return new DuplicateScan(json).run();
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;

/** An object or array that the scan is inside of. */
interface Level {
  /** Keys seen so far; undefined for an array. */
  keys: Set<string> | undefined;
  /** The key or index at which the scan is. */
  at: string | number;
  expectsKey: boolean;
}

class DuplicateScan {
  readonly #json: string;
  readonly #levels: Level[] = [];
  readonly #found = new Set<string>();

  constructor(json: string) {
    this.#json = json;
  }

  run(): string[] {
    const json = this.#json;
    for (let index = 0; index < json.length; index += 1) {
      const code = json.charCodeAt(index);
      if (code === QUOTE) index = this.#string(index);
      else if (code === OPEN_BRACE) this.#levels.push({ keys: new Set(), at: '', expectsKey: true });
      else if (code === OPEN_BRACKET) this.#levels.push({ keys: undefined, at: 0, expectsKey: false });
      else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) this.#levels.pop();
      else if (code === COMMA) this.#next();
    }
    return [...this.#found];
  }

  /** Passes over the string that begins at `start`; returns the index of its last quote. */
  #string(start: number): number {
    let end = this.#json.indexOf('"', start + 1);
    while (this.#isEscaped(end)) end = this.#json.indexOf('"', end + 1);
    const level = this.#levels.at(-1);
    if (level?.expectsKey) {
      this.#key(level, this.#json.slice(start + 1, end));
      level.expectsKey = false;
    }
    return end;
  }

  #isEscaped(quote: number): boolean {
    let backslashes = 0;
    while (this.#json.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
    return backslashes % 2 === 1;
  }

  #key(level: Level, text: string): void {
    const key: string = text.includes('\\') ? JSON.parse(`"${text}"`) : text;
    level.at = key;
    if (level.keys?.has(key)) this.#found.add(this.#path());
    level.keys?.add(key);
  }

  #next(): void {
    const level = this.#levels.at(-1);
    if (level === undefined) return;
    if (typeof level.at === 'number') level.at += 1;
    else level.expectsKey = true;
  }

  #path(): string {
    return this.#levels.reduce((path, { at }) => {
      if (typeof at === 'number') return `${path}[${at}]`;
      return path === '' ? at : `${path}.${at}`;
    }, '');
  }
}
