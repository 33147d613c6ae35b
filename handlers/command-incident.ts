/** `/incident`: a severity declares, a word is looked up, anything else becomes the title in the modal. */
import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { helpText, sentence } from '../blocks/incident-list.ts';
import { TITLE_CHARACTERS_MAX } from '../blocks/limits.ts';
import { SEVERITIES } from '../src/incident/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { HandlerDeps } from './deps.ts';
import { ack as acknowledge } from './incident-ack.ts';
import { declareByModal, declareLine } from './incident-declare.ts';
import { list } from './incident-list.ts';
import { resolve } from './incident-resolve.ts';
import { sev } from './incident-sev.ts';
import { show } from './incident-show.ts';
import { nearest } from './nearest.ts';
import { askerOf } from './request.ts';
import type { Subcommand, Typed } from './subcommand.ts';
import { typed as clean } from './typed.ts';

const help: Subcommand = {
  name: 'help',
  usage: '/incident help',
  help: 'shows this.',
  run: () =>
    Promise.resolve(
      helpText([{ usage: '/incident', help: 'opens a form to declare an incident.' }, ...SUBCOMMANDS]),
    ),
};

/** The grammar. In this order it is shown. */
export const SUBCOMMANDS: readonly Subcommand[] = [
  ...SEVERITIES.map(declareLine),
  list,
  show,
  acknowledge,
  sev,
  resolve,
  help,
];

export const incidentCommand =
  (deps: HandlerDeps) =>
  async ({
    ack,
    command,
    context,
    client,
  }: SlackCommandMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    const [word = '', ...others] = command.text.trim().split(/\s+/);
    const answer = await route(word.toLowerCase(), command.text.trim(), {
      deps,
      asker: askerOf(context, command.user_id),
      context,
      rest: others.join(' '),
      openModal: async (view) => void (await client.views.open({ trigger_id: command.trigger_id, view })),
    });
    await (answer === null
      ? ack()
      : ack({ response_type: 'ephemeral', text: answer.text, blocks: [...answer.blocks] }));
  };

function route(word: string, whole: string, typed: Typed): Promise<Message | null> {
  const found = SUBCOMMANDS.find(({ name }) => name === word);
  if (found !== undefined) return found.run(typed);
  const meant =
    typed.rest === ''
      ? nearest(
          word,
          SUBCOMMANDS.map(({ name }) => name),
        )
      : null;
  if (meant !== null)
    return Promise.resolve(sentence(`There is no “${word}”. Did you mean /incident ${meant}?`));
  return declareByModal(typed, clean(whole).slice(0, TITLE_CHARACTERS_MAX));
}
