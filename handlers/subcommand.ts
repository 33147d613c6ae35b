/** One word after `/incident`. Its help stands beside it, and `help` is made of all of them. */
import type { Context } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Asker } from '../src/incident/service.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { HandlerDeps } from './deps.ts';

export type Typed = {
  readonly deps: HandlerDeps;
  readonly asker: Asker;
  readonly context: Context;
  /** What follows the word. */
  readonly rest: string;
  readonly openModal: (view: ModalView) => Promise<void>;
};

export type Subcommand = {
  readonly name: string;
  readonly usage: string;
  readonly help: string;
  /** A private answer, or null where what happens is the answer. */
  readonly run: (typed: Typed) => Promise<Message | null>;
};
