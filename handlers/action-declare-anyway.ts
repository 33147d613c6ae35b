/** Declare anyway, where a mention had asked for it: its words are read again where they were said, and only for their author. */
import { sentence } from '../blocks/incident-list.ts';
import { TITLE_CHARACTERS_MAX } from '../blocks/limits.ts';
import { AppError } from '../src/errors.ts';
import { answerInPlace } from './answer.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { afterName } from './event-mention.ts';
import { declaredWords } from './incident-declare.ts';
import { readLine } from './incident-grammar.ts';
import { asSeverity } from './incident-sev.ts';
import { pressed } from './pressed.ts';
import { remarkerOf } from './request.ts';
import { quotedWithin } from './typed.ts';

export const declareAnyway =
  ({ incidents, readMessage }: HandlerDeps) =>
  async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    const { userId, value } = pressed(body, action);
    const [channel = '', ts = ''] = value;
    const found = await readMessage(channel, ts);
    const { word, rest } = readLine(afterName(found?.message.text ?? '')?.rest ?? '');
    const severity = asSeverity(word);
    if (found?.message.author !== userId || severity === null)
      throw new AppError('conflict', 'What you said is not there any more. Say it again, or use /incident.');
    const title = quotedWithin(rest, 'What is wrong', TITLE_CHARACTERS_MAX, 'P1 Fraud model offline');
    const wish = { title, severity, area: null, anyway: true };
    const answer = await incidents.declare(remarkerOf(context, userId, channel, ts), wish);
    if (answer.outcome === 'looks_like') throw new AppError('internal', 'It was to be declared anyway.');
    // In the place of the question: what was pressed once is not offered again.
    await answerInPlace(respond, sentence(declaredWords(answer)));
  };
