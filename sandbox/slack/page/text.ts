/**
 * Formatted text as a tree. mrkdwn, the markdown block and rich_text are three notations for it; it is drawn in one
 * place (draw-text.ts), so that a mention or a date looks the same wherever it came from.
 */
export type Style = 'bold' | 'italic' | 'strike' | 'underline' | 'highlight' | 'code';

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'styled'; readonly style: Style; readonly children: readonly Inline[] }
  | { readonly type: 'link'; readonly url: string; readonly children: readonly Inline[] }
  | { readonly type: 'user' | 'group' | 'channel'; readonly id: string; readonly label?: string }
  | { readonly type: 'broadcast'; readonly range: string }
  | { readonly type: 'date'; readonly date: DateToken }
  | { readonly type: 'emoji'; readonly name: string }
  | { readonly type: 'color'; readonly value: string }
  | { readonly type: 'unsupported'; readonly what: string };

export type DateToken = {
  readonly timestampSeconds: number;
  readonly format: string;
  readonly url?: string;
  readonly fallback: string;
};

export type Align = 'left' | 'center' | 'right';

export type TextBlock =
  /** Line ends inside are kept. */
  | { readonly type: 'paragraph'; readonly children: readonly Inline[] }
  /** A line that starts with a bullet or a number of its own: the text hangs behind it. */
  | { readonly type: 'item'; readonly marker: string; readonly children: readonly Inline[] }
  | { readonly type: 'quote'; readonly children: readonly TextBlock[] }
  | { readonly type: 'pre'; readonly children: readonly Inline[] }
  | {
      readonly type: 'list';
      readonly ordered: boolean;
      readonly start: number;
      readonly indent: number;
      readonly items: readonly (readonly Inline[])[];
    }
  | { readonly type: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | { readonly type: 'rule' }
  | {
      readonly type: 'grid';
      readonly aligns: readonly Align[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

/** Text pieces that stand side by side become one, so that trees compare and draw simply. */
export function joinText(parts: readonly Inline[]): readonly Inline[] {
  const joined: Inline[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.type === 'text' && last?.type === 'text') {
      joined[joined.length - 1] = { type: 'text', text: last.text + part.text };
    } else if (part.type !== 'text' || part.text !== '') {
      joined.push(part);
    }
  }
  return joined;
}

/** What a reader would copy: used where only plain characters fit. */
export function plainOf(parts: readonly Inline[]): string {
  return parts
    .map((part) => {
      if (part.type === 'text') return part.text;
      if (part.type === 'styled' || part.type === 'link') return plainOf(part.children);
      if (part.type === 'date') return part.date.fallback;
      if (part.type === 'emoji') return `:${part.name}:`;
      return '';
    })
    .join('');
}
