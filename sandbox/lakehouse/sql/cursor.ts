import { syntaxError } from '../errors.ts';
import { type Token, tokenise } from './lexer.ts';

/** Deeper nesting than this is refused, before it can exhaust the stack. */
const DEPTH_MAX = 60;

/** A place in the tokens of one statement. Words are compared in upper case; a name in backticks is never a word. */
export type Cursor = {
  readonly peek: (ahead?: number) => Token;
  readonly next: () => Token;
  /** Takes these words if they all come next, in this order. */
  readonly takeWords: (...words: readonly string[]) => boolean;
  readonly takeSymbol: (symbol: string) => boolean;
  readonly expectWord: (word: string) => void;
  readonly expectSymbol: (symbol: string) => void;
  /** Is one of these words next? */
  readonly isWord: (...words: readonly string[]) => boolean;
  readonly isSymbol: (symbol: string, ahead?: number) => boolean;
  /** The statement as written, from this token to the last one taken. */
  readonly textSince: (start: Token) => string;
  readonly refuse: (token?: Token) => never;
  readonly nested: <T>(parse: () => T) => T;
};

export function cursorOver(sql: string): Cursor {
  const tokens = tokenise(sql);
  const end = tokens[tokens.length - 1] as Token;
  let index = 0;
  let depth = 0;
  const peek = (ahead = 0) => tokens[index + ahead] ?? end;
  const next = () => {
    const token = peek();
    index += 1;
    return token;
  };
  const refuse = (token = peek()): never => {
    throw syntaxError(token.type === 'end' ? null : token.text, token.position, sql);
  };
  const wordAt = (ahead: number, word: string) => peek(ahead).type === 'word' && peek(ahead).value === word;
  const isSymbol = (symbol: string, ahead = 0) =>
    peek(ahead).type === 'symbol' && peek(ahead).text === symbol;
  const takeWords = (...words: readonly string[]) => {
    if (!words.every((word, ahead) => wordAt(ahead, word))) return false;
    index += words.length;
    return true;
  };
  const takeSymbol = (symbol: string) => {
    if (!isSymbol(symbol)) return false;
    index += 1;
    return true;
  };
  return {
    peek,
    next,
    takeWords,
    takeSymbol,
    isSymbol,
    refuse,
    textSince: (start) => {
      const last = tokens[index - 1] ?? start;
      return sql.slice(start.offset, last.offset + last.text.length);
    },
    isWord: (...words) => words.some((word) => wordAt(0, word)),
    expectWord: (word) => {
      if (!takeWords(word)) refuse();
    },
    expectSymbol: (symbol) => {
      if (!takeSymbol(symbol)) refuse();
    },
    nested: (parse) => {
      depth += 1;
      if (depth > DEPTH_MAX) refuse();
      const parsed = parse();
      depth -= 1;
      return parsed;
    },
  };
}
