/** One word after `/incident` or a mention. Its help stands beside it, and `help` is made of all of them. */
import type { Context } from '@slack/bolt';
import type { Asker } from '../src/incident/service.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { Trigger } from './answer-modal.ts';
import type { HandlerDeps } from './deps.ts';

/** Slack takes no command in a thread, so only a mention can be in one; `incident` is the one whose thread it is. */
export type Place = 'command' | 'channel' | 'unknown_thread' | { readonly incident: string };

export type Typed = {
  readonly deps: HandlerDeps;
  readonly asker: Asker;
  readonly context: Context;
  readonly place: Place;
  /** The message that said it; a command is none. */
  readonly said: { readonly channel: string; readonly ts: string } | null;
  /** What follows the word. */
  readonly rest: string;
  /** By which a modal can be opened; a mention brings none. */
  readonly trigger: Trigger | null;
};

export type Subcommand = {
  readonly name: string;
  /** What is typed, from the word on. */
  readonly usage: string;
  readonly help: string;
  /** A private answer. Null: the modal that it has opened is the answer. */
  readonly run: (typed: Typed) => Promise<Message | null>;
};
