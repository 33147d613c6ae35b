/** One word after `/runbook`. Its help stands beside it, and `help` is made of all of them. */
import type { Context } from '@slack/bolt';
import type { Asker } from '../src/incident/service.ts';
import type { CommandAnswer } from './answer-command.ts';
import type { Trigger } from './answer-modal.ts';
import type { HandlerDeps } from './deps.ts';

export type RunbookLine = {
  readonly deps: HandlerDeps;
  readonly asker: Asker;
  readonly context: Context;
  readonly trigger: Trigger;
  /** Where it was typed. */
  readonly channel: string;
  /** What follows the word. */
  readonly rest: string;
};

export type RunbookWord = {
  readonly name: string;
  readonly usage: string;
  readonly help: string;
  /** Null: the modal that it has opened is the answer. */
  readonly run: (line: RunbookLine) => Promise<CommandAnswer | null>;
};
