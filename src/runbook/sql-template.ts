/**
 * Splits a statement as written in the runbook into tokens. It takes a part of Databricks' SQL only: whatever could be
 * read in two ways (double quotes, backslashes, comments, dollar quotes) is a problem, so that what this lexer sees is
 * what the engine sees, whatever its settings.
 */
export type Token = {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'hole' | 'marker';
  /** As written; for a hole and a marker the parameter's name alone. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** `{table.time_column}`: the part after the dot. */
  readonly member?: string;
};

export type Template = { readonly tokens: readonly Token[]; readonly problems: readonly string[] };

type Rule = { readonly kind: Token['kind'] | 'space'; readonly pattern: RegExp };

const RULES: readonly Rule[] = [
  { kind: 'space', pattern: /[ \t\r\n]+/y },
  { kind: 'hole', pattern: /\{([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?\}/y },
  { kind: 'quoted', pattern: /`(?:[^`]|``)+`/y },
  { kind: 'string', pattern: /'[^'\\]*'/y },
  { kind: 'number', pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y },
  { kind: 'word', pattern: /[A-Za-z_][A-Za-z0-9_]*/y },
  { kind: 'marker', pattern: /:([a-z][a-z0-9_]*)/y },
  { kind: 'symbol', pattern: /::|<=>|<>|!=|<=|>=|=>|->|\|\||[()[\],.*=<>+\-/%|&^~]/y },
];

const REFUSED: readonly { readonly start: RegExp; readonly why: string }[] = [
  { start: /;/y, why: 'a semicolon: one statement, without its end mark' },
  { start: /--|\/\*/y, why: 'a comment: put it beside the statement, as a YAML comment' },
  {
    start: /"/y,
    why: 'a double quote, which is a string or a name by the session: use single quotes or backticks',
  },
  { start: /'/y, why: 'a string that does not end, or holds a backslash' },
  { start: /`/y, why: 'a quoted name that does not end' },
  { start: /\{/y, why: 'a brace that is not a {parameter}' },
];

export function lexTemplate(template: string): Template {
  const tokens: Token[] = [];
  let at = 0;
  while (at < template.length) {
    const refusal = refusalAt(template, at);
    if (refusal !== undefined) return { tokens, problems: [refusal] };
    const [rule, match] = ruleAt(template, at);
    if (rule.kind !== 'space') tokens.push(tokenOf(rule.kind, match, at));
    at += match[0].length;
  }
  return {
    tokens,
    problems: tokens.flatMap((token, index) => touching(token, tokens[index - 1], tokens[index + 1])),
  };
}

function refusalAt(template: string, at: number): string | undefined {
  const complete = RULES.some(
    (rule) => rule.kind !== 'symbol' && matchAt(rule.pattern, template, at) !== null,
  );
  if (complete) return undefined;
  const refused = REFUSED.find((candidate) => matchAt(candidate.start, template, at) !== null);
  if (refused !== undefined) return `has ${refused.why} (${near(template, at)})`;
  if (RULES.some((rule) => matchAt(rule.pattern, template, at) !== null)) return undefined;
  return `has a character that has no place in it (${near(template, at)})`;
}

function ruleAt(template: string, at: number): readonly [Rule, RegExpExecArray] {
  for (const rule of RULES) {
    const match = matchAt(rule.pattern, template, at);
    if (match !== null) return [rule, match];
  }
  throw new RangeError(`no token at ${at}`);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function tokenOf(kind: Token['kind'], match: RegExpExecArray, start: number): Token {
  const text = kind === 'hole' || kind === 'marker' ? (match[1] ?? '') : match[0];
  const member = kind === 'hole' ? match[2] : undefined;
  return { kind, text, start, end: start + match[0].length, ...(member === undefined ? {} : { member }) };
}

const STICKY: ReadonlySet<Token['kind']> = new Set(['word', 'quoted', 'string', 'number', 'hole', 'marker']);

/** Two tokens without a space between them can become one (`{a}{b}`, `5{n}`) or something else (`x:y`, `r'…'`). */
function touching(token: Token, before: Token | undefined, after: Token | undefined): readonly string[] {
  const gluedBefore = before !== undefined && before.end === token.start && before;
  if (gluedBefore && STICKY.has(token.kind) && STICKY.has(gluedBefore.kind)) {
    return [`has “${gluedBefore.text}” and “${token.text}” without a space between them`];
  }
  if (token.kind === 'marker' && gluedBefore && /^[\])]$/.test(gluedBefore.text)) {
    return [
      `reads a member with “:${token.text}”: write get_json_object instead, a colon starts a parameter`,
    ];
  }
  const dots = [gluedBefore, after !== undefined && after.start === token.end && after];
  if (token.kind === 'hole' && dots.some((other) => other !== false && other.text === '.')) {
    return [`has a dot beside {${token.text}}: a parameter is a whole name`];
  }
  return [];
}

function near(template: string, at: number): string {
  const excerpt = template.slice(at, at + 20).replace(/\s+/g, ' ');
  return `at character ${at + 1}: “${excerpt}”`;
}
