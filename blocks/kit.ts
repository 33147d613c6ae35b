/**
 * The few shapes that all cards are made of. Whatever a person, a runbook or a query wrote goes into plain text or
 * rich-text elements, which Slack never reads as mark-up: nothing typed can ping, link or format.
 */
import type {
  ActionsBlock,
  Button,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  InputBlock,
  KnownBlock,
  Overflow,
  PlainTextElement,
  RichTextBlock,
  RichTextElement,
  RichTextSection,
  SectionBlock,
} from '@slack/types';
import type { Message } from '../src/outbox/messenger.ts';
import { fitted } from './fit.ts';
import {
  BUTTON_CHARACTERS_MAX,
  FALLBACK_CHARACTERS_MAX,
  HEADER_CHARACTERS_MAX,
  OPTION_CHARACTERS_MAX,
  OVERFLOW_OPTIONS_MAX,
  SECTION_CHARACTERS_MAX,
} from './limits.ts';

/** Cuts by characters as people count them, never through a pair of surrogates. */
export function clip(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const cut = text.slice(0, charactersMax - 1);
  const last = cut.charCodeAt(cut.length - 1);
  return `${last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut}…`;
}

/** Slack refuses empty texts. */
function filled(text: string): string {
  return text.trim() === '' ? '–' : text;
}

export function plain(text: string, charactersMax = SECTION_CHARACTERS_MAX): PlainTextElement {
  return { type: 'plain_text', text: clip(filled(text), charactersMax), emoji: false };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plain(text, HEADER_CHARACTERS_MAX) };
}

export function words(text: string): RichTextElement {
  return { type: 'text', text: clip(text === '' ? '–' : text, SECTION_CHARACTERS_MAX) };
}

export function bold(text: string): RichTextElement {
  return {
    type: 'text',
    text: clip(text === '' ? '–' : text, SECTION_CHARACTERS_MAX),
    style: { bold: true },
  };
}

export function code(text: string): RichTextElement {
  return {
    type: 'text',
    text: clip(text === '' ? '–' : text, SECTION_CHARACTERS_MAX),
    style: { code: true },
  };
}

/** For addresses of ours and of the runbook, which its schema holds to https: what was typed or read never becomes one. */
export function link(url: string, text: string): RichTextElement {
  return { type: 'link', url, text: clip(filled(text), SECTION_CHARACTERS_MAX) };
}

export function person(userId: string): RichTextElement {
  return { type: 'user', user_id: userId };
}

export function group(groupId: string): RichTextElement {
  return { type: 'usergroup', usergroup_id: groupId };
}

/** A moment in the reader's own zone; the fallback is UTC. */
export function moment(atMs: number, format = '{date_short_pretty} {time}'): RichTextElement {
  const fallback = `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return { type: 'date', timestamp: Math.floor(atMs / 1000), format, fallback };
}

export function line(...elements: RichTextElement[]): RichTextSection {
  return { type: 'rich_text_section', elements };
}

export function paragraph(...sections: RichTextSection[]): RichTextBlock {
  return { type: 'rich_text', elements: separated(sections) };
}

/** Sections of one block follow each other without a break: it is put at the end of each but the last. */
function separated(sections: readonly RichTextSection[]): RichTextSection[] {
  return sections.map((section, index) =>
    index === sections.length - 1 ? section : line(...section.elements, { type: 'text', text: '\n' }),
  );
}

export function bullets(items: readonly (readonly RichTextElement[])[]): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_list', style: 'bullet', elements: items.map((item) => line(...item)) }],
  };
}

/** Set off by a bar at its side, without the room that bullets take on a phone. */
export function quote(...lines: (readonly RichTextElement[])[]): RichTextBlock {
  const elements = separated(lines.map((each) => line(...each))).flatMap((section) => section.elements);
  return { type: 'rich_text', elements: [{ type: 'rich_text_quote', elements }] };
}

/** Text as it is, to the byte; never clipped, so the caller checks the length. */
export function verbatim(text: string): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
  };
}

export function small(text: string): ContextBlock {
  return { type: 'context', elements: [plain(text)] };
}

export function divider(): DividerBlock {
  return { type: 'divider' };
}

/** Text beside a menu of what can be done about it. */
export function section(text: string, accessory: Overflow): SectionBlock {
  return { type: 'section', text: plain(text), accessory };
}

type ButtonLook = { readonly value?: string; readonly style?: 'primary' | 'danger' };

export function button(label: string, actionId: string, look: ButtonLook = {}): Button {
  return {
    type: 'button',
    text: plain(label, BUTTON_CHARACTERS_MAX),
    action_id: actionId,
    ...(look.value === undefined ? {} : { value: look.value }),
    ...(look.style === undefined ? {} : { style: look.style }),
  };
}

export type Option = { readonly label: string; readonly value: string };

export function option({ label, value }: Option): { text: PlainTextElement; value: string } {
  return { text: plain(label, OPTION_CHARACTERS_MAX), value };
}

export function overflow(actionId: string, options: readonly Option[]): Overflow {
  return {
    type: 'overflow',
    action_id: actionId,
    options: options.slice(0, OVERFLOW_OPTIONS_MAX).map(option),
  };
}

export function actions(...elements: ActionsBlock['elements']): ActionsBlock {
  return { type: 'actions', elements };
}

export function input(id: string, label: string, element: InputBlock['element'], hint?: string): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(label, 150),
    element,
    ...(hint === undefined ? {} : { hint: plain(hint, 150) }),
  };
}

/** The first line, for lock screens and screen readers. `&`, `<`, `>` are the only characters that Slack reads there. */
export function fallback(text: string): string {
  const escaped = (part: string) =>
    part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped(clip(text.replaceAll(/\s+/g, ' ').trim(), FALLBACK_CHARACTERS_MAX));
}

/** One line as a message of its own, with the same in short for lock screens. */
export function note(text: string, ...elements: RichTextElement[]): Message {
  return { text: fallback(text), blocks: [paragraph(line(...elements))] };
}

/** Drops what is absent, so that a card reads as a list of what may be on it, and cuts what is too long in all. */
export function blocks(...parts: (KnownBlock | null | readonly KnownBlock[])[]): KnownBlock[] {
  return fitted(parts.flatMap((part) => (part === null ? [] : part)) as KnownBlock[], clip);
}

/** `1,200`: how many there are, for people. */
export function count(number: number): string {
  return number.toLocaleString('en');
}

/** `43 min`, `9 h`, `1.5 s`: for lengths of time, never for moments. */
export function duration(ms: number): string {
  // Each limit is where the next unit begins once rounded: nobody says "60.0 s".
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 59.5 * 60_000) return `${Math.round(ms / 60_000)} min`;
  return `${Number((ms / 3_600_000).toFixed(1))} h`;
}
