/** The whole bot with an incident and a request that waits, and what must be as it was when the shooting is over. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, vi } from 'vitest';
import { rooms } from '../../sandbox/slack/fixture.ts';
import { BODY_BYTES_MAX } from '../../src/adapters/slack-http.ts';
import { approvalRef } from '../../src/approval/document.ts';
import type { ApprovalEvent, ApprovalEventType } from '../../src/approval/events.ts';
import { type Approval, CHECKING_MAX_MS } from '../../src/approval/state.ts';
import {
  type Asked,
  approvalOf,
  expectNothingRan,
  type Office,
  openOffice,
  PATIENCE_MS,
  requested,
} from '../support/approvals.ts';
import { shownModal } from '../support/screen.ts';
import { type Dice, diceOf, fuzzSeed } from './dice.ts';
import { mutated } from './mutate.ts';
import { asText, type Sender, type Standing, scratchCommand, scratchPayload } from './payloads.ts';
import { FORM, JSON_TYPE, type Shot, type Volley } from './volley.ts';

const ENTRIES_MAX = 20_000;

export type Range = {
  readonly office: Office;
  readonly asked: Asked;
  /** The request before the first shot, and how much had been written down of it. */
  readonly before: { readonly approval: Approval; readonly entries: number };
  readonly standing: Standing;
  /** Of what Slack has really sent so far, to be changed. */
  readonly recorded: readonly Shot[];
  /** Where private answers go. */
  readonly responseUrl: string;
  readonly rejections: readonly unknown[];
};

export async function openRange(): Promise<Range> {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  // Bolt says to the console what it thinks of each.
  const silenced = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  onTestFinished(() => silenced.mockRestore());
  const responseUrl = await openSink();
  const office = await openOffice({}, { rateLimits: false });
  const asked = await requested(office);
  await office.maria.say(rooms.dataPlatform, '/incident procedure deploy-to-production');
  await office.maria.waitFor('Deploy to production: 0 of', { timeoutMs: PATIENCE_MS });
  await office.maria.press('Acknowledge');
  await office.david.press('Reject');
  await office.david.waitUntil(shownModal);
  await office.bot.idle();
  const approval = await approvalOf(office, asked);
  const before = { approval, entries: (await eventsOf(office, asked)).length };
  const { id, revision, prepared } = approval;
  const standing = {
    approval: `${id}|${revision}|${prepared?.fingerprint ?? ''}`,
    incident: 'INC-1',
    cardTs: asked.ts,
  };
  const recorded = office.slack.deliveries.map(({ body, headers }) => ({
    body,
    contentType: headers['content-type'] ?? FORM,
  }));
  return { office, asked, before, standing, recorded, responseUrl, rejections };
}

/** Takes every private answer: the local Slack's own addresses are good for five, as Slack's are. */
async function openSink(): Promise<string> {
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** From scratch or from what was recorded, in the name of `sender`. Every number has dice of its own. */
export function shotFor(range: Range, sender: Sender, number: number): Shot {
  const dice = diceOf(Math.imul(fuzzSeed(), 65_537) + number);
  if (dice.oneIn(500)) return asForm({ command: '/incident', text: 'x'.repeat(BODY_BYTES_MAX * 6) }, dice);
  const kind = dice.below(10);
  if (kind < 3) return recordedShot(range, sender, dice);
  if (kind < 5) return asForm(changedForm(scratchCommand(dice, sender), dice), dice);
  const payload = mutated(scratchPayload(dice, sender), dice);
  const isEvent = payload.includes('"event_callback"');
  if (isEvent !== dice.oneIn(20)) return { body: payload, contentType: JSON_TYPE };
  return asForm({ payload }, dice);
}

function recordedShot({ recorded }: Range, sender: Sender, dice: Dice): Shot {
  const { body, contentType } = dice.pick(recorded);
  if (contentType !== FORM) return { body: mutated(JSON.parse(body) as object, dice), contentType };
  const form = Object.fromEntries(new URLSearchParams(body));
  const { payload } = form;
  const said = dice.pick(sender.userIds);
  if (payload === undefined) {
    const command = { ...form, user_id: asText(said), response_url: sender.responseUrl };
    return asForm(changedForm(command, dice), dice);
  }
  const whole = JSON.parse(payload) as { readonly user: object };
  const taken = { ...whole, user: { ...whole.user, id: said }, response_url: sender.responseUrl };
  return asForm({ payload: withStanding(mutated(taken, dice), sender) }, dice);
}

/** Buttons of the real card carry the real fingerprint, which not every sender is to have. */
function withStanding(text: string, { standing }: Sender): string {
  const [, , fingerprint = ''] = standing.approval.split('|');
  return text
    .replaceAll(/APR-1\|(\d+)\|[0-9a-f]{64}/g, (_all, revision) => `APR-1|${revision}|${fingerprint}`)
    .replaceAll(/\\"fingerprint\\":\\"[0-9a-f]{64}/g, () => `\\"fingerprint\\":\\"${fingerprint}`);
}

function changedForm(form: Readonly<Record<string, string>>, dice: Dice): Readonly<Record<string, string>> {
  if (dice.oneIn(2)) return form;
  const text = mutated(form, dice);
  const changed: unknown = /^\{./.test(text) ? JSON.parse(text) : {};
  return Object.fromEntries(Object.entries(changed as object).map(([name, value]) => [name, asText(value)]));
}

function asForm(fields: Readonly<Record<string, string>>, dice: Dice): Shot {
  const form = new URLSearchParams(fields);
  // The same field twice.
  const [first] = form;
  if (first !== undefined && dice.oneIn(60)) form.append(first[0], dice.oneIn(2) ? 'null' : first[1]);
  return { body: form.toString(), contentType: FORM };
}

/** What the log may say at level error while people send what makes no sense. */
const EXPECTED_ERRORS: readonly string[] = [];

/** Every payload was answered in time, and nothing went wrong that nobody expected. */
export function expectAnswered({ office, rejections }: Range, volley: Volley, count: number): void {
  const seed = `FUZZ_SEED=${fuzzSeed()}`;
  expect(volley.complaints, seed).toEqual([]);
  expect(
    [...volley.statuses.values()].reduce((sum, times) => sum + times, 0),
    seed,
  ).toBe(count);
  expect(rejections, seed).toEqual([]);
  const errors = office.logged.filter(
    ({ level, text }) => level === 'error' && !EXPECTED_ERRORS.includes(text),
  );
  const told = [...new Set(errors.map(({ text, fields }) => `${text} ${describe(fields)}`))].slice(0, 10);
  expect(told, `${errors.length} errors, ${seed}`).toEqual([]);
}

/** What is written down of a press that decides nothing. The other two: where Slack is slow to say who somebody is. */
const DECIDES_NOTHING = [
  'attempt_refused',
  'checking',
  'checking_over',
] as const satisfies readonly ApprovalEventType[];

/**
 * Nothing has come of the presses but the record of them and, for as long as Slack took, the words that somebody's
 * decision is being checked. How long that is nobody here can say, so the words are waited out: they do not stay. What
 * was written down since the first shot is returned.
 */
export async function expectUndecided({
  office,
  asked,
  before,
}: Range): Promise<readonly ApprovalEventType[]> {
  const seed = `FUZZ_SEED=${fuzzSeed()}`;
  await office.advance(CHECKING_MAX_MS);
  const { refusedAttempts, checking, ...after } = await approvalOf(office, asked);
  const { refusedAttempts: _none, checking: _nobody, ...same } = before.approval;
  expect(after, seed).toEqual(same);
  expect(checking ?? null, seed).toBeNull();
  expect(refusedAttempts, 'some of it got as far as the decision').toBeGreaterThan(5);
  const since = (await eventsOf(office, asked)).slice(before.entries);
  expect(
    since.filter((type) => !DECIDES_NOTHING.some((each) => each === type)),
    seed,
  ).toEqual([]);
  await expectNothingRan(office, asked);
  return since;
}

async function eventsOf({ journal }: Office, { id }: Asked): Promise<readonly ApprovalEventType[]> {
  const entries = await journal.history(approvalRef(id), 1, ENTRIES_MAX);
  return entries.map(({ event }) => (event as ApprovalEvent).type);
}

function describe(fields: object): string {
  const { err } = fields as { readonly err?: unknown };
  return err instanceof Error ? String(err.stack).slice(0, 1_500) : JSON.stringify(fields).slice(0, 500);
}
