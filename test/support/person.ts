/**
 * A person before the local Slack, who knows only what is to be read there: says, presses, fills in, waits for words.
 * Talks to the page's own routes, so what works here works for the page.
 */
import type { Ack, RawRequest } from '../../sandbox/slack/deliver.ts';
import { sendRaw } from '../../sandbox/slack/deliver.ts';
import { elementsOf } from '../../sandbox/slack/inputs.ts';
import type { Act, Answer, Message, Modal, Snapshot, Values } from '../../sandbox/slack/page-api.ts';
import { signedHeaders } from '../../sandbox/slack/signature.ts';
import { changesOf } from './changes.ts';
import type { Target } from './screen.ts';
import { inputValue, listing, messageWords, modalWords, targetsOf } from './screen.ts';

const WAIT_MS = 8_000;

export type Given = string | number | readonly string[];
export type Wait = { readonly timeoutMs?: number };

export type PersonClient = {
  readonly id: string;
  readonly screen: () => Promise<Snapshot>;
  readonly say: (channel: string, text: string, where?: { readonly threadTs?: string }) => Promise<Answer>;
  /** Presses the newest button, or option of a menu, with these words on it; in a message with those words. */
  readonly press: (label: string, where?: { readonly in?: string }) => Promise<Answer>;
  /** Fills in inputs of the open modal by their labels, without sending anything unless an input asks for it. */
  readonly fill: (inputs: { readonly [label: string]: Given }) => Promise<void>;
  /** Chooses an option of the modal's input with this label, or of a menu in a message with these words on it. */
  readonly choose: (label: string, option: string) => Promise<void>;
  readonly submit: () => Promise<Answer>;
  readonly dismiss: () => Promise<Answer>;
  readonly sees: (text: string | RegExp) => Promise<boolean>;
  /** Until the words are there; the message or modal that has them, newest first. */
  readonly waitFor: (text: string | RegExp, wait?: Wait) => Promise<Message | Modal>;
  readonly waitUntil: <T>(
    look: (screen: Snapshot) => T | undefined | null | false,
    wait?: Wait,
  ) => Promise<T>;
  readonly ephemerals: () => Promise<readonly string[]>;
  readonly modal: () => Promise<Modal | null>;
};

export function asPerson(slack: { readonly url: string }, id: string): PersonClient {
  const drafts = new Map<string, Values>();

  async function screen(): Promise<Snapshot> {
    const response = await fetch(`${slack.url}/ui/state?user=${encodeURIComponent(id)}`);
    if (!response.ok)
      throw new Error(`The local Slack answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Snapshot;
  }

  async function post(path: string, body: object): Promise<Answer> {
    const response = await fetch(`${slack.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: id, ...body }),
    });
    if (!response.ok)
      throw new Error(`The local Slack answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  function touch(target: Target): Promise<Answer> {
    const { place, blockId, element, selected } = target;
    const values = 'viewId' in place ? { values: drafts.get(place.viewId) ?? {} } : {};
    const chosen = selected === undefined ? {} : { selected };
    const press: Omit<Act, 'user'> = { place, blockId, actionId: element.action_id, ...chosen, ...values };
    return post('/ui/act', press);
  }

  async function openModal(): Promise<{ readonly now: Snapshot; readonly modal: Modal }> {
    const now = await screen();
    if (now.modal === null) throw new Error(`No modal is open.\n${listing(now)}`);
    return { now, modal: now.modal };
  }

  async function fillOne(label: string, given: Given): Promise<void> {
    const { now, modal } = await openModal();
    const placed = elementsOf(modal.view.blocks).find((each) => each.input?.label === label);
    if (placed === undefined) throw new Error(`No input is labelled "${label}".\n${listing(now)}`);
    const { blockId, element } = placed;
    const draft = drafts.get(modal.viewId) ?? {};
    const value = inputValue(element, given, now);
    drafts.set(modal.viewId, { ...draft, [blockId]: { ...draft[blockId], [element.action_id]: value } });
    const block = modal.view.blocks.find((each) => each.block_id === blockId);
    if (block !== undefined && 'dispatch_action' in block && block.dispatch_action === true) {
      await touch({ ...placed, place: { viewId: modal.viewId }, label });
    }
  }

  async function waitUntil<T>(
    look: (screen: Snapshot) => T | undefined | null | false,
    { timeoutMs = WAIT_MS }: Wait = {},
  ): Promise<T> {
    for await (const change of changesOf(slack.url, timeoutMs)) {
      const now = await screen();
      const found = look(now);
      if (found !== undefined && found !== null && found !== false) return found;
      if (change === 'deadline') throw new Error(`It did not come in ${timeoutMs} ms.\n${listing(now)}`);
    }
    throw new Error(`The local Slack has gone away.`);
  }

  async function waitFor(text: string | RegExp, wait: Wait = {}): Promise<Message | Modal> {
    try {
      return await waitUntil((now) => find(now, text), wait);
    } catch (error) {
      throw new Error(`Waited for ${String(text)}. ${(error as Error).message}`, { cause: error });
    }
  }

  return {
    id,
    screen,
    say: (channel, text, { threadTs } = {}) =>
      post('/ui/say', { channel, text, ...(threadTs === undefined ? {} : { threadTs }) }),
    press: async (label, where = {}) => {
      const now = await screen();
      const target = targetsOf(now, where.in).find((each) => each.label === label);
      if (target === undefined) {
        const place = where.in === undefined ? '' : ` in a message with "${where.in}"`;
        throw new Error(`Nothing says "${label}"${place}.\n${listing(now)}`);
      }
      return touch(target);
    },
    fill: async (inputs) => {
      for (const [label, given] of Object.entries(inputs)) await fillOne(label, given);
    },
    choose: async (label, option) => {
      const now = await screen();
      if (elementsOf(now.modal?.view.blocks ?? []).some((each) => each.input?.label === label)) {
        return fillOne(label, option);
      }
      const target = targetsOf(now, label).find(
        (each) => each.label === option && each.selected !== undefined,
      );
      if (target === undefined)
        throw new Error(`No menu near "${label}" offers "${option}".\n${listing(now)}`);
      await touch(target);
    },
    submit: async () => {
      const { modal } = await openModal();
      return post('/ui/submit', { viewId: modal.viewId, values: drafts.get(modal.viewId) ?? {} });
    },
    dismiss: async () => post('/ui/close', { viewId: (await openModal()).modal.viewId }),
    sees: async (text) => find(await screen(), text) !== undefined,
    waitFor,
    waitUntil,
    ephemerals: async () => (await screen()).messages.filter((each) => each.ephemeral).map(messageWords),
    modal: async () => (await screen()).modal,
  };
}

function find(screen: Snapshot, text: string | RegExp): Message | Modal | undefined {
  const has = (words: string): boolean =>
    typeof text === 'string' ? words.includes(text) : text.test(words);
  if (screen.modal !== null && has(modalWords(screen.modal))) return screen.modal;
  return screen.messages.findLast((message) => has(messageWords(message)));
}

const now = (delayMs: number, task: () => void): (() => void) => {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
};

/** Sends the very bytes of an earlier delivery again, signature and timestamp included. */
export function replay(appUrl: string, delivery: RawRequest): Promise<Ack> {
  return sendRaw(appUrl, { body: delivery.body, headers: delivery.headers }, now);
}

export type Forgery = {
  readonly body: string;
  readonly signingSecret: string;
  readonly contentType?: string;
  readonly timestampSeconds?: number;
  /** Set over the signed ones: to leave one out, or spoil it. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** A delivery of the test's own making. */
export function deliverRaw(appUrl: string, forgery: Forgery): Promise<Ack> {
  const { body, signingSecret, contentType = 'application/x-www-form-urlencoded' } = forgery;
  const seconds = forgery.timestampSeconds ?? Math.floor(Date.now() / 1_000);
  const headers = { ...signedHeaders(signingSecret, seconds, body, contentType), ...forgery.headers };
  return sendRaw(appUrl, { body, headers }, now);
}
