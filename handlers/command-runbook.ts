/** `/runbook`: alone it is browsed, `check` and `action` do what they say, and anything else is looked for in it. */
import { sentence } from '../blocks/incident-list.ts';
import { answerCommand, type CommandAnswer, type CommandArgs } from './answer-command.ts';
import type { HandlerDeps } from './deps.ts';
import { askerOf, onlyOnce } from './request.ts';
import { search, showRunbook } from './runbook-search.ts';
import { RUNBOOK_WORDS } from './runbook-words.ts';

const MEANWHILE = sentence('Looking. The answer comes in a moment.');

export const runbookCommand =
  (deps: HandlerDeps) =>
  async (args: CommandArgs): Promise<void> => {
    await answerCommand(args, answerTo(deps, args), MEANWHILE);
  };

async function answerTo(
  deps: HandlerDeps,
  { command, context, client }: CommandArgs,
): Promise<CommandAnswer | null> {
  onlyOnce(context);
  const text = command.text.trim();
  const [first = '', ...others] = text.split(/\s+/);
  const asker = askerOf(context, command.user_id);
  const trigger = { client, context, triggerId: command.trigger_id };
  const typed = { deps, asker, context, trigger, channel: command.channel_id };
  if (text === '') return showRunbook({ ...typed, rest: '' });
  const known = RUNBOOK_WORDS.find(({ name }) => name === first.toLowerCase());
  return known === undefined
    ? search.run({ ...typed, rest: text })
    : known.run({ ...typed, rest: others.join(' ') });
}
