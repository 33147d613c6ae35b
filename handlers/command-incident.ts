/** `/incident`: a severity declares, a word is looked up, anything else becomes the title in the modal. */
import { sentence } from '../blocks/incident-list.ts';
import { TITLE_CHARACTERS_MAX } from '../blocks/limits.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { answerCommand, type CommandArgs } from './answer-command.ts';
import { declareOpener, openDeclareForm } from './declare-form.ts';
import type { HandlerDeps } from './deps.ts';
import { readLine } from './incident-grammar.ts';
import { askerOf } from './request.ts';
import { typed as clean } from './typed.ts';

export const incidentCommand =
  (deps: HandlerDeps) =>
  async (args: CommandArgs): Promise<void> => {
    await answerCommand(args, answerTo(deps, args));
  };

/** Null: the modal that opened is the answer. */
async function answerTo(
  deps: HandlerDeps,
  { command, context, client }: CommandArgs,
): Promise<Message | null> {
  const asker = askerOf(context, command.user_id);
  const { word, rest, subcommand, meant } = readLine(command.text);
  const trigger = { client, context, triggerId: command.trigger_id };
  if (subcommand !== null)
    return subcommand.run({ deps, asker, context, place: 'command', said: null, rest, trigger });
  // Of several words the first may well begin a title.
  if (rest === '' && meant !== null)
    return sentence(`There is no “${word}”. Did you mean /incident ${meant}?`);
  const title = clean(command.text).slice(0, TITLE_CHARACTERS_MAX);
  await openDeclareForm(deps, await declareOpener(deps, trigger, asker.by), { title });
  return null;
}
