/**
 * What must hold of every schedule, whatever went wrong in it. The checker shares no code with the bot: it works from
 * what the lakehouse received, what Slack showed and when, who was in which group, and the entries of the audit.
 */
import type { Testimony } from '../testimony.ts';
import { answerProblems, cardProblems } from './answers.ts';
import { chainProblems } from './chain.ts';
import { decisionProblems } from './decisions.ts';
import { glassProblems } from './glass.ts';
import { casesOf, ENDED } from './history.ts';
import { sendProblems, straySends } from './sends.ts';

/** Empty when nothing is wrong. */
export function problemsOf(testimony: Testimony): readonly string[] {
  const cases = casesOf(testimony);
  const open = cases.filter(({ status }) => !ENDED.has(status));
  return [
    ...chainProblems(testimony),
    ...cases.flatMap(({ id, problems }) => problems.map((problem) => `${id}: ${problem}`)),
    ...cases.flatMap((found) => decisionProblems(testimony, found)),
    ...cases.flatMap((found) => sendProblems(testimony, found)),
    ...straySends(testimony, cases),
    ...answerProblems(testimony, cases),
    ...cardProblems(testimony, cases),
    ...glassProblems(testimony, cases),
    ...(testimony.isQuiet ? [] : ['it never came to rest']),
    ...(testimony.waitingMessages > 0 ? [`${testimony.waitingMessages} messages were never sent`] : []),
    ...open.map(({ id, status }) => `${id} is ${status} for good`),
  ];
}
