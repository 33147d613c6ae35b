/**
 * A person before the local Slack, who knows only what is to be read there: says, presses, fills in, waits for words.
 * Talks to the page's own routes, so what works here works for the page.
 */
import { GONE_NOTICE } from '../../sandbox/slack/act.ts';
import { elementsOf, type Placed } from '../../sandbox/slack/inputs.ts';
import type { Answer, Message, Modal, Snapshot, Values } from '../../sandbox/slack/page-api.ts';
import type { PageClient, Wait } from './page-client.ts';
import { pageClient } from './page-client.ts';
import type { Target } from './screen.ts';
import {
  besideWords,
  homeTargets,
  homeWords,
  inputValue,
  messageWords,
  modalWords,
  targetsOf,
} from './screen.ts';

export type Given = string | number | readonly string[];

export type Where = { readonly in?: string };

export type PersonClient = Pick<PageClient, 'screen' | 'waitUntil'> & {
  readonly id: string;
  readonly say: (channel: string, text: string, where?: { readonly threadTs?: string }) => Promise<Answer>;
  /** Chooses a shortcut of the app by its name, alone or on the newest message with these words. */
  readonly shortcut: (name: string, where?: { readonly on?: string }) => Promise<Answer>;
  /**
   * Presses the newest button, or option of a menu, with these words on it; in a message with those words. Waits until
   * it is there, as people do. One that is redrawn under the finger is looked for again: nothing was sent.
   */
  readonly press: (label: string, where?: Where) => Promise<Answer>;
  /** Whether there is something to press with these words on it, now. */
  readonly offers: (label: string, where?: Where) => Promise<boolean>;
  /** Fills in inputs of the open modal by their labels, without sending anything unless an input asks for it. */
  readonly fill: (inputs: { readonly [label: string]: Given }) => Promise<void>;
  /** Chooses an option of the modal's input with this label, or of a menu in a message with these words on it. */
  readonly choose: (label: string, option: string) => Promise<Answer>;
  readonly submit: () => Promise<Answer>;
  readonly dismiss: () => Promise<Answer>;
  readonly sees: (text: string | RegExp) => Promise<boolean>;
  /** Until the words are there; the modal or the newest message that has them. */
  readonly waitFor: (text: string | RegExp, wait?: Wait) => Promise<Message | Modal>;
  readonly ephemerals: () => Promise<readonly string[]>;
  readonly modal: () => Promise<Modal | null>;
  /** Opens the app's Home tab. */
  readonly openHome: () => Promise<Answer>;
  /** Until the Home tab says so; its words. */
  readonly homeSays: (text: string | RegExp, wait?: Wait) => Promise<string>;
  /** Presses the first button with these words on the Home tab, under a line with those words; waits until it is there. */
  readonly pressHome: (label: string, under?: string) => Promise<Answer>;
};

/** How long they wait for what they do not say otherwise. */
export function asPerson(slack: { readonly url: string }, id: string, patienceMs?: number): PersonClient {
  const page = pageClient(slack.url, id, patienceMs);
  return {
    id,
    screen: page.screen,
    waitUntil: page.waitUntil,
    ...readingOf(page),
    ...doingOf(page),
    ...atHome(page),
  };
}

type Reading = Pick<PersonClient, 'sees' | 'waitFor' | 'ephemerals' | 'modal' | 'offers'>;

function readingOf(page: PageClient): Reading {
  return {
    sees: async (text) => find(await page.screen(), text) !== undefined,
    waitFor: async (text, wait) => {
      try {
        return await page.waitUntil((now) => find(now, text), wait);
      } catch (error) {
        throw new Error(`Waited for ${String(text)}. ${(error as Error).message}`, { cause: error });
      }
    },
    ephemerals: async () => (await page.screen()).messages.filter((each) => each.ephemeral).map(messageWords),
    modal: async () => (await page.screen()).modal,
    offers: async (label, where = {}) => targetOf(await page.screen(), label, where) !== undefined,
  };
}

function find(screen: Snapshot, text: string | RegExp): Message | Modal | undefined {
  const has = (words: string): boolean =>
    typeof text === 'string' ? words.includes(text) : text.test(words);
  if (screen.modal !== null && has(modalWords(screen.modal))) return screen.modal;
  return screen.messages.findLast((message) => has(messageWords(message)));
}

type Doing = Pick<PersonClient, 'say' | 'press' | 'shortcut' | 'fill' | 'choose' | 'submit' | 'dismiss'>;

function atHome(page: PageClient): Pick<PersonClient, 'openHome' | 'homeSays' | 'pressHome'> {
  return {
    openHome: () => page.post('/ui/home', {}),
    homeSays: (text, wait) =>
      page.waitUntil((now) => {
        const words = homeWords(now);
        return (typeof text === 'string' ? words.includes(text) : text.test(words)) && words;
      }, wait),
    pressHome: (label, under) => {
      const target = (now: Snapshot) => homeTargets(now, under).find((each) => each.label === label);
      return touched(page, new Map(), target, `Home has no "${label}".`);
    },
  };
}

/** What has been typed into each modal and not sent yet, as a browser would hold it. */
type Drafts = Map<string, Values>;

function doingOf(page: PageClient): Doing {
  const drafts: Drafts = new Map();
  return {
    say: (channel, text, { threadTs } = {}) =>
      page.post('/ui/say', { channel, text, ...(threadTs === undefined ? {} : { threadTs }) }),
    shortcut: async (name, { on } = {}) => {
      const { shortcuts, messages } = await page.screen();
      const known = shortcuts.find((each) => each.name === name);
      if (known === undefined) throw new Error(`The app has no shortcut “${name}”.`);
      const message = messages.findLast((each) => on !== undefined && messageWords(each).includes(on));
      if (on !== undefined && message === undefined) throw new Error(`No message says “${on}”.`);
      const at = message === undefined ? {} : { on: { channel: message.channel, ts: message.ts } };
      return page.post('/ui/shortcut', { callbackId: known.callbackId, ...at });
    },
    press: (label, where = {}) => {
      const place = where.in === undefined ? '' : ` beside "${where.in}"`;
      const target = (now: Snapshot) => targetOf(now, label, where);
      return touched(page, drafts, target, `Nothing says "${label}"${place}.`);
    },
    fill: async (inputs) => {
      for (const [label, given] of Object.entries(inputs)) await fillOne(page, drafts, label, given);
    },
    choose: async (label, option) => {
      const found = await there(
        page,
        (now) => (inputOf(now, label) !== undefined ? 'input' : optionOf(now, label, option)),
        `No menu near "${label}" offers "${option}".`,
      );
      if (found === 'input') {
        await fillOne(page, drafts, label, option);
        return { ok: true };
      }
      const target = (now: Snapshot) => optionOf(now, label, option);
      return touched(page, drafts, target, `No menu near "${label}" offers "${option}".`);
    },
    submit: async () => {
      const { viewId } = await openModal(page);
      return page.post('/ui/submit', { viewId, values: drafts.get(viewId) ?? {} });
    },
    dismiss: async () => page.post('/ui/close', { viewId: (await openModal(page)).viewId }),
  };
}

function targetOf(now: Snapshot, label: string, where: Where): Target | undefined {
  return targetsOf(now, where.in).find((each) => each.label === label);
}

function inputOf(now: Snapshot, label: string): Placed | undefined {
  return elementsOf(now.modal?.view.blocks ?? []).find((each) => each.input?.label === label);
}

/** Of several menus in one message the one that stands beside the words is meant. */
function optionOf(now: Snapshot, label: string, option: string): Target | undefined {
  const targets = targetsOf(now, label).filter(
    (each) => each.label === option && each.selected !== undefined,
  );
  return targets.find((each) => besideWords(now, each).includes(label)) ?? targets[0];
}

/** Until it is there; `missing` is what is said when it does not come. */
async function there<T>(
  page: PageClient,
  look: (now: Snapshot) => T | undefined,
  missing: string,
): Promise<T> {
  const now = look(await page.screen());
  if (now !== undefined) return now;
  return page.waitUntil(look).catch((error: unknown) => {
    throw new Error(`${missing} ${(error as Error).message}`, { cause: error });
  });
}

/** Touched once it is there. What the app was never told of is touched again where it stands now. */
async function touched(
  page: PageClient,
  drafts: Drafts,
  look: (now: Snapshot) => Target | undefined,
  missing: string,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await touch(page, drafts, await there(page, look, missing));
    if (answer.notice !== GONE_NOTICE || attempt === TOUCHES_MAX) return answer;
  }
}

const TOUCHES_MAX = 5;

function touch(page: PageClient, drafts: Drafts, target: Target): Promise<Answer> {
  const { place, blockId, element, selected } = target;
  const values = 'viewId' in place ? { values: drafts.get(place.viewId) ?? {} } : {};
  const chosen = selected === undefined ? {} : { selected };
  return page.post('/ui/act', { place, blockId, actionId: element.action_id, ...chosen, ...values });
}

function openModal(page: PageClient): Promise<Modal> {
  return there(page, ({ modal }) => modal ?? undefined, 'No modal is open.');
}

async function fillOne(page: PageClient, drafts: Drafts, label: string, given: Given): Promise<void> {
  const look = (now: Snapshot) => {
    const placed = inputOf(now, label);
    return placed === undefined || now.modal === null ? undefined : { now, modal: now.modal, placed };
  };
  await openModal(page);
  const { now, modal, placed } = await there(page, look, `No input is labelled "${label}".`);
  const { blockId, element } = placed;
  const draft = drafts.get(modal.viewId) ?? {};
  const value = inputValue(element, given, now);
  drafts.set(modal.viewId, { ...draft, [blockId]: { ...draft[blockId], [element.action_id]: value } });
  const block = modal.view.blocks.find((each) => each.block_id === blockId);
  if (block !== undefined && 'dispatch_action' in block && block.dispatch_action === true) {
    await touch(page, drafts, { ...placed, place: { viewId: modal.viewId }, label });
  }
}
