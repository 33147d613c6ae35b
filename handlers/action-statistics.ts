/** Post as a chart, under the private table: for all to see, so only where an incident's numbers are everybody's to read. */
import { chartMessage, statisticsMessage } from '../blocks/statistics.ts';
import { statisticsChart } from '../blocks/statistics-chart.ts';
import { chartAltText, spanWords } from '../blocks/statistics-words.ts';
import { SEVERITIES } from '../src/incident/state.ts';
import { DAYS_MAX, type Statistics } from '../src/incident/statistics.ts';
import type { SharedFile } from '../src/outbox/files.ts';
import { answerInPlace, answerPress } from './answer.ts';
import { type PressArgs, threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { areaTitles } from './incident-stats.ts';
import { numberIn, type Pressed, pressed } from './pressed.ts';
import { askerOf, onlyOnce } from './request.ts';
import { share } from './share-file.ts';

export const postChart = (deps: HandlerDeps) => {
  const underWay = new Set<string>();
  return async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    onlyOnce(context);
    const press = pressed(body, action);
    const [thread, button] = [threadOf(body), `${press.channel}/${press.ts}`];
    await deps.incidents.admit(askerOf(context, press.userId));
    // It takes a second or two, in which the button is still there.
    if (underWay.has(button)) return answerPress(respond, thread, 'The chart is being drawn.');
    underWay.add(button);
    try {
      const { table, isThere, words } = await post(deps, press, thread);
      if (isThere) await answerInPlace(respond, table);
      await answerPress(respond, thread, words);
    } finally {
      underWay.delete(button);
    }
  };
};

/** `table`: what stays where the button was. */
async function post(deps: HandlerDeps, { userId, value, channel }: Pressed, thread: string | undefined) {
  const days = Math.min(Math.max(numberIn(value[0]), 1), DAYS_MAX);
  // As they are by now: a button says for how many days, and nothing else.
  const statistics = await deps.incidents.statistics(days);
  const table = statisticsMessage(statistics, areaTitles(deps.runbook), 'posted');
  if (statistics.total.count === 0) return { table, isThere: true, words: null };
  const file = await chartOf(deps, statistics, userId);
  return { table, ...(await share(deps, placeOf(deps, channel, thread), file)) };
}

/** Where it was asked for where that is the incidents channel or a thread of it, else in that channel. */
function placeOf({ incidentsChannel }: HandlerDeps, channel: string, thread: string | undefined) {
  return channel === incidentsChannel && thread !== undefined
    ? { channel, threadTs: thread, where: 'this thread' }
    : { channel: incidentsChannel, where: 'the incidents channel' };
}

async function chartOf(
  { runbook, paint }: HandlerDeps,
  statistics: Statistics,
  by: string,
): Promise<SharedFile> {
  const titleOf = areaTitles(runbook);
  const respondWithinMs = (severity: string) => {
    const known = SEVERITIES.find((each) => each === severity);
    return known === undefined ? null : runbook.severities[known].respondWithinMs;
  };
  return {
    name: `incidents-${statistics.days}-days.png`,
    title: `Incidents of ${spanWords(statistics.days)}`,
    image: await paint(statisticsChart({ statistics, titleOf, respondWithinMs })),
    altText: chartAltText(statistics, titleOf),
    message: chartMessage(statistics, by),
  };
}
