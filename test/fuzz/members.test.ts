import { expect, test } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { fuzzSeed } from './dice.ts';
import { expectAnswered, expectUndecided, openRange, shotFor } from './range.ts';
import { FORM, fire, type Shot } from './volley.ts';

const PAYLOADS = 6_000;
const HISTORY_MAX = 20_000;

/** Full members, none of whom may decide this request: an approver with the wrong fingerprint, others with the right one. */
const APPROVERS = [people.approver, people.secondApprover, people.responder];
const COLLEAGUES = [people.commander, people.security];

test('what members send that is malformed, forged or not theirs decides nothing and declares only what it says', async () => {
  const range = await openRange();
  const { office, standing, responseUrl } = range;
  const { journal } = office;
  const forged = { ...standing, approval: standing.approval.replace(/[0-9a-f]{64}$/, 'f'.repeat(64)) };
  const senders = [
    { userIds: APPROVERS, standing: forged, responseUrl },
    { userIds: COLLEAGUES, standing, responseUrl },
  ] as const;
  let declarations = 0;
  let requests = 0;

  const volley = await fire(office.appUrl(), PAYLOADS, (number) => {
    const shot = shotFor(range, senders[number % 2 === 0 ? 0 : 1], PAYLOADS * 10 + number);
    if (couldDeclare(shot)) declarations += 1;
    if (couldRequest(shot)) requests += 1;
    return shot;
  });

  expectAnswered(range, volley, PAYLOADS);
  const seed = `FUZZ_SEED=${fuzzSeed()}`;
  await expectUndecided(range);
  expect(office.lakehouse.received.filter(({ text }) => text.startsWith('RESTORE'), seed)).toEqual([]);

  const incidents = (await journal.next('incident')) - 2;
  expect(incidents, 'some of it declared').toBeGreaterThan(0);
  expect(incidents, seed).toBeLessThanOrEqual(declarations);
  expect((await journal.next('approval')) - 2, seed).toBeLessThanOrEqual(requests);
  for (let number = 1; number <= incidents + 1; number += 1)
    expect(await changersOf(journal, `INC-${number}`), seed).toEqual([]);
}, 240_000);

/** By the words of the payload alone, and rather one too many. */
function couldDeclare({ body, contentType }: Shot): boolean {
  const text = contentType === FORM ? [...new URLSearchParams(body).values()].join('\n') : body;
  return /^p[0-3]\s/im.test(text) || text.includes('view.declare');
}

function couldRequest({ body, contentType }: Shot): boolean {
  const text = contentType === FORM ? [...new URLSearchParams(body).values()].join('\n') : body;
  return text.includes('view.request') && text.includes('restore-table');
}

/** Whoever changed it and is no full member of the workspace. */
async function changersOf(journal: Journal, id: string): Promise<readonly unknown[]> {
  const members: readonly unknown[] = [...APPROVERS, ...COLLEAGUES];
  const entries = await journal.history({ kind: 'incident', id }, 1, HISTORY_MAX);
  const by = entries.map(({ event }) => (event as { readonly by?: unknown }).by);
  // Null: a message that was deleted in Slack, which is nobody's doing here.
  return by.filter((each) => each !== undefined && each !== null && !members.includes(each));
}
