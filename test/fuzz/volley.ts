/**
 * Sends payloads as Slack does, rightly signed, several at a time on connections that stay open, and notes each answer.
 * Whatever is answered late is sent once more when all others are through, alone: a payload that the bot itself is slow
 * over is late again; one that stood in a queue with others, on a machine that was full, is not.
 */
import { Agent, request } from 'node:http';
import { signedHeaders } from '../../sandbox/slack/signature.ts';
import { SIGNING_SECRET } from '../support/bot.ts';

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

/** Slack waits no longer: https://docs.slack.dev/interactivity/handling-user-interaction */
const ANSWER_WITHIN_MS = 3_000;
/** After this there will be none; Bolt would answer 404 by itself, but only at PATIENT_ACK_MS, which is later. */
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
};

type Noted = { readonly statuses: Map<number, number>; readonly complaints: string[] };

/** `shotAt` is asked once for every number below `count`, and once more for whatever was answered late. */
export async function fire(url: string, count: number, shotAt: (index: number) => Shot): Promise<Volley> {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const noted: Noted = { statuses: new Map(), complaints: [] };
  const late: number[] = [];
  let index = 0;
  const gunner = async (): Promise<void> => {
    while (index < count) {
      const number = index;
      index += 1;
      const shot = shotAt(number);
      const answer = await fireOne(agent, url, shot);
      if (typeof answer.status === 'number')
        noted.statuses.set(answer.status, (noted.statuses.get(answer.status) ?? 0) + 1);
      if (!isAnswer(answer)) complain(noted, number, shot, answer);
      else if (isLate(answer)) late.push(number);
    }
  };
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, gunner));
    for (const number of late) {
      if (noted.complaints.length >= COMPLAINTS_MAX) break;
      const shot = shotAt(number);
      const answer = await fireOne(agent, url, shot);
      if (!isAnswer(answer) || isLate(answer)) complain(noted, number, shot, answer);
    }
  } finally {
    agent.destroy();
  }
  return noted;
}

/** `status`: of the answer, or why there was none. */
type Answer = { readonly status: number | string; readonly tookMs: number };

async function fireOne(agent: Agent, url: string, shot: Shot): Promise<Answer> {
  const sentAtMs = performance.now();
  const status = await send(agent, url, shot);
  return { status, tookMs: performance.now() - sentAtMs };
}

function isAnswer({ status }: Answer): boolean {
  return status === 200 || (typeof status === 'number' && status >= 400 && status < 500);
}

function isLate({ tookMs }: Answer): boolean {
  return tookMs >= ANSWER_WITHIN_MS;
}

function complain({ complaints }: Noted, number: number, shot: Shot, { status, tookMs }: Answer): void {
  if (complaints.length >= COMPLAINTS_MAX) return;
  const body = shot.contentType === FORM ? decoded(shot.body) : shot.body;
  complaints.push(
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
