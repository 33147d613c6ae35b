/** Every word of the grammar as tired people type it: whatever is said, the answer says what happened or what to say next. */
import { expect, test, vi } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Snapshot } from '../../sandbox/slack/page-api.ts';
import { openWorld } from '../support/bot.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { messageWords, modalWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 90_000 });

const SEVERAL = 'Several incidents are open (INC-1, INC-2, INC-3). Put the one you mean first, as in INC-3.';

/** One after another, with three incidents open that are all Maria's. */
const BY_COMMAND: readonly (readonly [line: string, answer: string | RegExp])[] = [
  ['help', 'What /incident understands'],
  ['hlep', 'There is no “hlep”. Did you mean /incident help?'],
  ['list', 'Open incidents: 3'],
  ['LIST resolved', 'No incident waits to be closed.'],
  ['list 2026-13', 'There is list, list resolved for what waits to be closed'],
  ['mine', 'Your open incidents: 3'],
  ['show', SEVERAL],
  ['show inc2', 'INC-2: Dashboards are slow'],
  ['INC-2', 'INC-2: Dashboards are slow'],
  ['show INC-99', 'There is no INC-99. /incident list shows the open ones.'],
  ['ack', SEVERAL],
  ['INC–2 ack', 'INC-2 is acknowledged.'],
  ['ack INC-99', 'There is no such incident. /incident list shows the open ones.'],
  ['assign INC-1', 'Say who. Choose the name that Slack offers when you type @'],
  ['assign INC-1 bob', 'Slack knows nobody as “bob”.'],
  ['assign @David Okafor scrbe INC-1', '“scrbe” is not a role. Did you mean scribe?'],
  ['assign INC-1 me commander', 'Done: the card of INC-1 shows it.'],
  ['sev INC-1', 'Severity of INC-1'],
  ['sev high INC-1', 'INC-1 is P1 now.'],
  ['sev INC-1 “p0”', 'INC-1 is P0 now.'],
  ['sev INC-1 P9', '“P9” is not a severity: P0, P1, P2, P3 are'],
  ['status INC-1', 'Say which: acknowledged, assessed, investigating, mitigated.'],
  ['status INC-1 mitigted', 'Did you mean mitigated?'],
  ['status INC-1 resolved', 'Resolving takes what was done: say resolve, and then that.'],
  ['status “mitigated” INC-1', 'INC-1 is mitigated now.'],
  ['note INC-1', 'What happened?'],
  ['note INC-1 ‘the loader was moved’', 'It is in the timeline of INC-1.'],
  ['note INC-1 20m ago the load stopped', 'It is in the timeline of INC-1, at the time “20m ago”.'],
  [
    'note INC-1 yesterday at 14:05 it began',
    'It is in the timeline of INC-1, at the time “yesterday 14:05”.',
  ],
  ['check', /^Checks: api-health/],
  ['check INC-1 table-freshnes', 'Did you mean table-freshness?'],
  ['check INC-1 table-freshness hours=“abc”', 'hours: Not a number. Write it as 12 or 0.5.'],
  ['action INC-1', 'Request for INC-1'],
  ['action INC-1 restore-tabel', 'Did you mean restore-table?'],
  ['alert INC-1', 'Contacts: on-call (On-call engineer)'],
  ['alert INC-1 securty-team', 'Did you mean security-team?'],
  ['snooze 30m INC-1', 'INC-1 is snoozed. Its card says until when.'],
  ['snooze INC-1 half an hour', '“half an hour” is no length of time: say 30m, or 2h.'],
  ['join INC-2', 'You are in INC-2 now.'],
  ['handover INC-1 David', 'Slack knows nobody as “David”.'],
  ['handover @David Okafor INC-1', 'The command of INC-1 is handed over.'],
  ['timeline INC-1', 'Timeline of INC-1'],
  ['stats a month', 'Say for how many days, from 1 to 366, as in: stats 30.'],
  ['stats', 'No incident was resolved in the last 30 days.'],
  ['drill Fraud', 'Say how severe it is to be, then what'],
  ['drill P1', 'What is rehearsed is missing. Type it behind the word'],
  ['procedure', 'Name one procedure: deploy-to-production'],
  ['procedure INC-1 disastr-recovery', 'Did you mean "disaster-recovery"?'],
  ['review', 'Name the request, as in review APR-3.'],
  ['review APR-9', 'There is no APR-9.'],
  ['resolve INC-1 “”', 'Resolve INC-1'],
  ['resolve INC-1 “it was rolled back”', 'INC-1 is resolved.'],
  ['INC-1 close to being solved', 'Nothing was closed: close takes nothing but the id'],
  ['close', 'Closing is for the incident’s commander or for @incident-commanders. Ask one of them.'],
  ['reopen', 'Reopen INC-1'],
  ['postmortem INC-2', 'INC-2 is not resolved yet. Resolve it first'],
  ['postmortem', 'Post-mortem of INC-1'],
  ['P1', 'Declare an incident'],
  ['P5 all is down', 'Declare an incident'],
  ['P1: “Fraud model is offline”', 'INC-4 is declared.'],
  ['P1 Fraud model is offline', 'Is it this one?'],
];

/** In a channel, after the bot's name; then in the thread of INC-2. */
const BY_MENTION: typeof BY_COMMAND = [
  ['hlep', 'Did you mean “help”?'],
  ['ack', SEVERAL],
  ['INC-3 ack', 'INC-3 is acknowledged.'],
  ['P1', 'What is wrong is missing. Type it behind the word, as in: P1 Fraud model offline.'],
  ['postmortem', 'No incident waits to be closed. Name the one you mean'],
];
const IN_THREAD: typeof BY_COMMAND = [
  ['ack', 'INC-2 is acknowledged.'],
  ['sev', 'Say which: P0, P1, P2, P3, as in sev INC-7 P1.'],
  ['sev “P1”', 'INC-2 is P1 now.'],
  ['note', 'What happened is missing. Type it behind the word, as in: note INC-7 14:05'],
  ['resolve', 'What was done is missing. Type it behind the word, as in: resolve INC-7'],
  ['sev P0 INC-3', 'This is the thread of INC-2, so nothing was done to INC-3.'],
  ['note yesterday 14:05 it began', 'It is in the timeline of INC-2, at the time “yesterday 14:05”.'],
  ['show INC-3', 'INC-3: Costs are up'],
  ['resolve ‘it was rolled back’', 'INC-2 is resolved.'],
  ['banana', 'Begin the message with my name, then one of these.'],
];

/** What they are told after they have said it: in private, or in a form. */
async function answerTo(who: PersonClient, say: () => Promise<unknown>): Promise<string> {
  const { messages } = await who.screen();
  const seen = new Set(messages.map(({ ts }) => ts));
  await say();
  const answer = await who.waitUntil((screen) => formIn(screen) ?? toldIn(screen, seen), {
    timeoutMs: 20_000,
  });
  if ((await who.screen()).modal !== null) await who.dismiss();
  return answer;
}

function formIn({ modal }: Snapshot): string | null {
  const words = modal === null ? '' : modalWords(modal);
  return words === '' || words.includes('One moment…') ? null : words;
}

function toldIn({ messages }: Snapshot, seen: ReadonlySet<string>): string | null {
  const told = messages.find(({ ephemeral, ts }) => ephemeral && !seen.has(ts));
  return told === undefined ? null : messageWords(told);
}

async function openedRoom() {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  for (const title of ['Transactions table is stale', 'Dashboards are slow', 'Costs are up'])
    await answerTo(maria, () => maria.say(rooms.dataPlatform, `/incident P2 ${title}`));
  return maria;
}

async function expectAnswers(
  who: PersonClient,
  lines: typeof BY_COMMAND,
  say: (line: string) => Promise<unknown>,
): Promise<void> {
  for (const [line, answer] of lines) {
    const told = await answerTo(who, () => say(line));
    const isAsExpected = typeof answer === 'string' ? told.includes(answer) : answer.test(told);
    expect(isAsExpected, `“${line}” is answered: ${told.slice(0, 300)}`).toBe(true);
  }
}

test('by command, in another channel, with several incidents open', async () => {
  const maria = await openedRoom();
  await expectAnswers(maria, BY_COMMAND, (line) => maria.say(rooms.dataPlatform, `/incident ${line}`));
});

test('by mention, in another channel and in a thread', async () => {
  const maria = await openedRoom();
  await expectAnswers(maria, BY_MENTION, (line) => maria.say(rooms.dataPlatform, `@Four Eyes ${line}`));
  const card = await maria.waitUntil(({ messages }) =>
    messages.find((each) => !each.ephemeral && messageWords(each).includes('P2 · Dashboards are slow')),
  );
  await expectAnswers(maria, IN_THREAD, (line) =>
    maria.say(rooms.incidents, `@Four Eyes ${line}`, { threadTs: card.ts }),
  );
});
