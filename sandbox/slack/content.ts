/** What a message says, checked as Slack checks it, whichever way it comes in. */
import type { KnownBlock } from '@slack/types';
import type { Args } from './args.ts';
import { json, text } from './args.ts';
import { checkMessageBlocks } from './blocks-surface.ts';
import { TEXT_CHARS_MAX } from './limits.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusal.ts';
import type { Metadata } from './state.ts';
import { randomCapitals } from './state.ts';

export type Content = {
  readonly text?: string;
  readonly blocks?: readonly KnownBlock[];
  readonly metadata?: Metadata;
};

export function readContent(args: Args): Content | Refusal {
  const blocks = args.blocks === undefined || args.blocks === '' ? undefined : json(args, 'blocks');
  if (blocks !== undefined) {
    const fault = checkMessageBlocks(blocks);
    if (fault !== null) return refuse(fault.error, fault.problems);
  }
  const metadata = readMetadata(args);
  if (metadata === null) return refuse('invalid_metadata_format');
  const said = text(args, 'text');
  return {
    ...(said === undefined ? {} : { text: said.slice(0, TEXT_CHARS_MAX) }),
    ...(blocks === undefined ? {} : { blocks: withIds(blocks as KnownBlock[]) }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

function readMetadata(args: Args): Metadata | null | undefined {
  if (args.metadata === undefined || args.metadata === '') return undefined;
  const value = json(args, 'metadata') as Partial<Metadata> | null;
  if (typeof value?.event_type !== 'string' || typeof value.event_payload !== 'object') return null;
  return { event_type: value.event_type, event_payload: value.event_payload };
}

/** Slack names blocks and elements that came without an id; payloads then carry these names. */
export function withIds<T>(blocks: readonly T[]): readonly T[] {
  return blocks.map((block) => {
    const named = { block_id: randomCapitals(5), ...(block as object) } as Record<string, unknown>;
    for (const place of ['accessory', 'element'] as const) {
      if (named[place] !== undefined) named[place] = withActionId(named[place]);
    }
    for (const place of ['elements', 'actions'] as const) {
      if (Array.isArray(named[place])) named[place] = named[place].map(withActionId);
    }
    if (Array.isArray(named.child_blocks)) named.child_blocks = withIds(named.child_blocks);
    return named as T;
  });
}

const PASSIVE = new Set(['image', 'plain_text', 'mrkdwn']);

function withActionId(element: unknown): unknown {
  const { type } = element as { type?: string };
  if (type === undefined || PASSIVE.has(type) || type.startsWith('rich_text_')) return element;
  return { action_id: randomCapitals(5), ...(element as object) };
}
