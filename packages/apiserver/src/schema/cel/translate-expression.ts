/** An expression in the dialect of the CEL library. */
export interface TranslatedExpression {
  text: string;
  /** Identifiers that aren't fields of something else: variables, functions and namespaces. */
  identifiers: ReadonlySet<string>;
  /** Called functions and methods that Kubernetes doesn't have, although the library would. */
  foreignCalls: readonly string[];
}

/** Marks functions of the library that are replaced; a rule can't call one by its marked name. */
const replacementPrefix = 'k8s_';

/**
 * Functions and macros that the library has, but not as Kubernetes defines them (UTF-16 offsets, JavaScript's
 * regular expressions, no budget, unchecked field names). Ours have the prefix.
 */
const replacedCalls = new Set(
  [
    'all exists exists_one existsOne map filter transformList transformMap transformMapEntry sortBy has',
    'matches contains indexOf lastIndexOf substring split join lowerAscii upperAscii trim getDayOfYear',
  ].flatMap((names) => names.split(' ')),
);

/** What the library adds to CEL and Kubernetes doesn't. */
const foreignNames = new Set(['bind', 'json', 'hex', 'base64', 'at']);

/**
 * Whitespace, comments, string literals (raw and bytes ones, too), numbers, identifiers and, one by one, what
 * else there is. An unfinished literal comes out as single characters, and the parser reports it.
 */
const tokenPattern =
  /\s+|\/\/[^\n]*|[bBrR]{0,2}(?:"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\d[\w.]*|[A-Za-z_]\w*|[\s\S]/g;

const isBlank = /^(\s|\/\/)/;
const isIdentifier = /^[A-Za-z_]\w*$/;

/**
 * Rewrites an expression of Kubernetes into the dialect of the CEL library: a dot before a name (`.self`, which
 * means the name in the outermost scope) is dropped, and calls of functions that are replaced get our names.
 */
export function translateExpression(source: string): TranslatedExpression {
  const tokens = source.match(tokenPattern) ?? [];
  const identifiers = new Set<string>();
  const foreignCalls: string[] = [];
  let text = '';
  let previous = '';
  tokens.forEach((token, index) => {
    if (isBlank.test(token)) {
      text += token;
      return;
    }
    if (token === '.' && !endsOperand(previous)) {
      text += ' ';
      return;
    }
    if (isIdentifier.test(token)) {
      if (previous !== '.') identifiers.add(token);
      if (nextToken(tokens, index) === '(') {
        if (foreignNames.has(token)) foreignCalls.push(token);
        if (token.startsWith(replacementPrefix)) foreignCalls.push(token);
        if (replacedCalls.has(token)) text += replacementPrefix;
      }
    }
    text += token;
    previous = token;
  });
  return { text, identifiers, foreignCalls };
}

/** Takes the marks of replaced functions out of a message of the library. */
export function untranslateMessage(message: string): string {
  return message.replaceAll(replacementPrefix, '');
}

/** Whether a token can be the end of something that a following dot selects from. `?` is that of `.?`. */
function endsOperand(token: string): boolean {
  if (token === 'in') return false;
  return isIdentifier.test(token) || /[)\]}"'\d]$/.test(token);
}

function nextToken(tokens: readonly string[], index: number): string | undefined {
  for (let next = index + 1; next < tokens.length; next++) {
    const token = tokens[next];
    if (token !== undefined && !isBlank.test(token)) return token;
  }
  return undefined;
}
