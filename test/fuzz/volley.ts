/** Sends payloads as Slack does, rightly signed, several at a time on connections that stay open, and notes each answer. */
import { Agent, request } from 'node:http';
import { signedHeaders } from '../../sandbox/slack/signature.ts';
import { SIGNING_SECRET } from '../support/bot.ts';

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

/** Slack waits no longer: https://docs.slack.dev/interactivity/handling-user-interaction */
const ANSWER_WITHIN_MS = 3_000;
/** After this there will be none. */
const GIVEN_UP_AFTER_MS = 10_000;
const IN_FLIGHT = 16;
const COMPLAINTS_MAX = 20;
const SHOWN_CHARACTERS_MAX = 2_000;

export type Shot = { readonly body: string; readonly contentType: string };

export type Volley = {
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
  /** What was not answered as it should be, with the payload: the first of them. */
  readonly complaints: readonly string[];
  readonly slowestMs: number;
};

type Noted = { readonly statuses: Map<number, number>; readonly complaints: string[]; slowestMs: number };

/** `shotAt` is asked once for every number below `count`. */
export async function fire(url: string, count: number, shotAt: (index: number) => Shot): Promise<Volley> {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const noted: Noted = { statuses: new Map(), complaints: [], slowestMs: 0 };
  let index = 0;
  const gunner = async (): Promise<void> => {
    while (index < count) {
      const number = index;
      index += 1;
      await fireOne(agent, url, number, shotAt(number), noted);
    }
  };
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, gunner));
  } finally {
    agent.destroy();
  }
  return noted;
}

async function fireOne(agent: Agent, url: string, number: number, shot: Shot, noted: Noted): Promise<void> {
  const sentAtMs = performance.now();
  const status = await send(agent, url, shot);
  const tookMs = performance.now() - sentAtMs;
  noted.slowestMs = Math.max(noted.slowestMs, tookMs);
  if (typeof status === 'number') noted.statuses.set(status, (noted.statuses.get(status) ?? 0) + 1);
  const isAnswer = status === 200 || (typeof status === 'number' && status >= 400 && status < 500);
  if (isAnswer && tookMs < ANSWER_WITHIN_MS) return;
  if (noted.complaints.length >= COMPLAINTS_MAX) return;
  const body = shot.contentType === FORM ? decoded(shot.body) : shot.body;
  noted.complaints.push(
    `#${number}: ${status} after ${Math.round(tookMs)} ms: ${body.slice(0, SHOWN_CHARACTERS_MAX)}`,
  );
}

function decoded(form: string): string {
  return [...new URLSearchParams(form)].map(([name, value]) => `${name}=${value}`).join('&');
}

function send(agent: Agent, url: string, { body, contentType }: Shot): Promise<number | string> {
  const headers = signedHeaders(SIGNING_SECRET, Math.floor(Date.now() / 1_000), body, contentType);
  return new Promise((resolve) => {
    const outgoing = request(
      url,
      { method: 'POST', agent, headers, timeout: GIVEN_UP_AFTER_MS },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', (error) => resolve(error.message));
    outgoing.end(body);
  });
}
