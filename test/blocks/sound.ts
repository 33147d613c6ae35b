/** What holds for every message, whatever was written into it. */
import { expect } from 'vitest';
import { checkMessageBlocks } from '../../sandbox/slack/blocks-surface.ts';
import type { Message } from '../../src/outbox/messenger.ts';
import { DAVID, MARIA } from '../incident/fixtures.ts';
import { mentions } from './look.ts';

export const PEOPLE = [`user:${MARIA}`, `user:${DAVID}`];

/** Slack takes it, it names nobody else, and the line for the lock screen is text. */
export function expectSound(draw: () => Message, named: readonly string[] = PEOPLE): void {
  const message = draw();
  expect(checkMessageBlocks(message.blocks)).toBeNull();
  expect(mentions(message.blocks).filter((mention) => !named.includes(mention))).toEqual([]);
  expect(message.text).not.toMatch(/[<>]/);
  expect(message.text.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&');
  expect(draw()).toEqual(message);
}
