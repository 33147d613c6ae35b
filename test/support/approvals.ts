/** Requests as people make them, and what came of them: on the card, in the journal, in the lakehouse. */
import { expect } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { elementsOf } from '../../sandbox/slack/inputs.ts';
import type { Message } from '../../sandbox/slack/page-api.ts';
import type { ApprovalEvent, ApprovalEventType } from '../../src/approval/events.ts';
import type { Approval } from '../../src/approval/state.ts';
import { findApproval } from '../../src/approval/stored.ts';
import type { Warehouse } from '../../src/check/warehouse.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openWorld, type World, type WorldOptions } from './bot.ts';
import { changesOf } from './changes.ts';
import { asPerson, type PersonClient } from './person.ts';
import { openRequest, RESTORE_TABLE } from './requesting.ts';
import { messageWords, textOf } from './screen.ts';

export const TABLE = 'banking_catalog.banking_bronze.transactions';
export const QUOTED = `\`${TABLE.replaceAll('.', '`.`')}\``;
/** The machine may be busy with other things; what is awaited comes long before. */
export const PATIENCE_MS = 30_000;
/** The newest version of the seed, which a job wrote by mistake, and the one before it. */
export const BAD_VERSION = 25;
export const GOOD_VERSION = 24;

/** What happens elsewhere just before the journal takes an event, or just after it has, before the bot goes on. */
export type Moments = {
  readonly [moment in ApprovalEventType | `before ${ApprovalEventType}`]?: (office: Office) => unknown;
};

export type Office = World & {
  readonly maria: PersonClient;
  readonly david: PersonClient;
  readonly priya: PersonClient;
  /** Deadlines of these names do not come. */
  readonly held: Set<string>;
  /** Somebody else's statement, past the bot; how it ended. */
  readonly change: (text: string) => Promise<string>;
  /** Somebody else's write: the table gets a new version with the contents of `version`. */
  readonly write: (version: number) => Promise<void>;
};

/** A request, and where its card stands. */
export type Asked = { readonly id: string; readonly ts: string };

/** The whole bot and the people around it, with an incident that Maria has declared. */
export async function openOffice(moments: Moments = {}, options: WorldOptions = {}): Promise<Office> {
  const held = new Set<string>();
  let office: Office | null = null;
  let writer: Warehouse | null = null;
  const world = await openWorld({
    ...options,
    journal: (opened) =>
      watched(options.journal?.(opened) ?? opened, held, async (moment) => {
        if (office !== null) await moments[moment]?.(office);
      }),
    actions: (warehouse) => {
      writer = warehouse;
      return options.actions === undefined ? warehouse : options.actions(warehouse);
    },
  });
  const change = async (text: string): Promise<string> => {
    const sent = await writer?.send(text, { timeoutMs: 10_000, guard: async () => true, tags: {} });
    return sent?.outcome ?? 'no principal';
  };
  const write = async (version: number): Promise<void> => {
    const text = `RESTORE TABLE ${QUOTED} TO VERSION AS OF ${version} /* somebody else */`;
    expect(await change(text)).toBe('succeeded');
  };
  const [maria, david, priya] = [people.responder, people.approver, people.secondApprover].map((id) =>
    asPerson(world.slack, id),
  ) as [PersonClient, PersonClient, PersonClient];
  office = { ...world, maria, david, priya, held, change, write };
  return office;
}

function watched(
  journal: Journal,
  held: ReadonlySet<string>,
  happens: (moment: keyof Moments) => Promise<void>,
): Journal {
  return {
    ...journal,
    commit: async (commit) => {
      if (commit.ref.kind !== 'approval') return journal.commit(commit);
      const { type } = commit.event as ApprovalEvent;
      await happens(`before ${type}`);
      const result = await journal.commit(commit);
      if (result.outcome === 'committed') await happens(type);
      return result;
    },
    due: async (...asked) => (await journal.due(...asked)).filter(({ name }) => !held.has(name)),
  };
}

/** Until the bot knows where the card stands, which is a moment after it is to be seen. */
export async function declare({ maria, bot }: Office, title = 'Transactions table is stale'): Promise<void> {
  await maria.say(rooms.dataPlatform, `/incident P1 ${title}`);
  await maria.waitFor('Respond by', { timeoutMs: PATIENCE_MS });
  await bot.idle();
}

export type Wish = { readonly version?: number; readonly reason?: string };

/** Fills in the form, sends it, and waits for the card. */
export async function request(office: Office, who: PersonClient, wish: Wish = {}): Promise<Asked> {
  await openRequest(who, RESTORE_TABLE, { in: 'Command: ' });
  return sendForm(office, who, wish);
}

/** Sends the form that is open, as it is filled in, with what the wish changes. */
export async function sendForm(office: Office, who: PersonClient, wish: Wish): Promise<Asked> {
  const before = await requests(office);
  await who.fill({
    'Why? The approver decides on this.': wish.reason ?? 'A job wrote old rows over new ones',
    ...('version' in wish && wish.version !== undefined ? { 'Version to restore': wish.version } : {}),
  });
  expect(await who.submit()).toEqual({ ok: true });
  const [id] = (await requests(office)).filter((each) => !before.includes(each));
  if (id === undefined) throw new Error('Nothing was asked for.');
  return { id, ts: await cardTs(office, id) };
}

async function requests({ journal }: World): Promise<readonly string[]> {
  return (await journal.find('approval', 'incident/INC-1', { limit: 100 })).ids;
}

/** A card can be pressed once the journal knows where it stands, which is a moment after it is to be seen. */
async function cardTs({ journal, slack, bot }: World, id: string): Promise<string> {
  for await (const change of changesOf(slack.url, PATIENCE_MS)) {
    await bot.idle();
    const posts = await journal.posts({ kind: 'approval', id });
    const card = posts.find(({ view }) => view === 'approval-card');
    if (card !== undefined) return card.ts;
    if (change === 'deadline') break;
  }
  throw new Error(`${id} has no card.`);
}

/** Declared by Maria, asked for by her. */
export async function requested(office: Office, wish: Wish = { version: GOOD_VERSION }): Promise<Asked> {
  await declare(office);
  return request(office, office.maria, wish);
}

/** Waits until the request's own card says so. */
export function cardSays(office: Office, { ts }: Asked, text: string | RegExp): Promise<Message> {
  const says = (words: string) => (typeof text === 'string' ? words.includes(text) : text.test(words));
  return office.maria
    .waitUntil(
      (screen) =>
        screen.messages.find((each) => each.ts === ts && !each.ephemeral && says(messageWords(each))),
      { timeoutMs: PATIENCE_MS },
    )
    .catch((error: unknown) => {
      throw new Error(`The card should say ${String(text)}. ${(error as Error).message}`, { cause: error });
    });
}

/** Waits until this person, and nobody else, is told so. */
export async function toldPrivately(who: PersonClient, text: string | RegExp): Promise<void> {
  const says = (words: string) => (typeof text === 'string' ? words.includes(text) : text.test(words));
  await who.waitUntil(
    (screen) => screen.messages.some((each) => each.ephemeral && says(messageWords(each))),
    { timeoutMs: PATIENCE_MS },
  );
}

export function cardNow({ slack }: World, { ts }: Asked) {
  const card = slack.messages(rooms.incidents).find((each) => each.ts === ts);
  if (card === undefined) throw new Error('The card is gone.');
  return card;
}

/** What can be pressed on the card. */
export function buttonsOf(world: World, asked: Asked): readonly string[] {
  return elementsOf(cardNow(world, asked).blocks).map(({ element }) => textOf(element['text']));
}

export function approvalOf({ journal }: World, { id }: Asked): Promise<Approval> {
  return findApproval(journal, id);
}

/** The statements of this request that arrived at the lakehouse, with what became of them there. */
export function sentFor({ lakehouse }: World, { id }: Asked) {
  return lakehouse.received.filter(({ text }) => text.endsWith(`/* ${id} */`));
}

/** Nothing of it arrived, and the table is what it was. */
export async function expectNothingRan(world: World, asked: Asked): Promise<void> {
  expect(sentFor(world, asked)).toEqual([]);
  const { claim, result } = await approvalOf(world, asked);
  expect({ claim, result }).toEqual({ claim: null, result: null });
}

export async function versionNow({ lakehouse }: World): Promise<unknown> {
  const [newest] = await lakehouse.query(`DESCRIBE HISTORY ${TABLE} LIMIT 1`);
  return newest?.['version'];
}
