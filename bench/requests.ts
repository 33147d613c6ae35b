/** Requests as Slack sends them. No two are alike: a signed request is good once. */
import { randomBytes } from 'node:crypto';
import { ACTION } from '../blocks/action-ids.ts';
import { people, rooms } from '../sandbox/slack/fixture.ts';
import { signedHeaders } from '../sandbox/slack/signature.ts';

export const SECRET = randomBytes(16).toString('hex');
const FORM = 'application/x-www-form-urlencoded';

/** Makes the body of the next request. */
export type Body = () => string;

let made = 0;
const unique = (): string => `${Date.now()}.${(made += 1)}`;

function command(text: string): string {
  return new URLSearchParams({
    team_id: 'T06BANK8Q2L',
    channel_id: rooms.incidents,
    channel_name: 'incidents',
    user_id: people.responder,
    user_name: 'maria.keller',
    command: '/incident',
    text,
    api_app_id: 'A06FOUREYES',
    response_url: 'http://127.0.0.1:9/none',
    trigger_id: unique(),
  }).toString();
}

export const helpCommand: Body = () => command('help');
export const declareCommand: Body = () => command('P1 Transactions table is stale');

/** A press on the card's first button, which somebody has pressed before: it is looked up and answered in private. */
export const click =
  (responseUrl: string): Body =>
  () => {
    const message = { type: 'message', message_ts: '1700000000.000100', channel_id: rooms.incidents };
    const action = {
      type: 'button',
      block_id: 'b',
      action_id: ACTION.incidentStep,
      value: 'INC-1|acknowledged',
    };
    const payload = {
      type: 'block_actions',
      user: { id: people.responder, username: 'maria.keller', team_id: 'T06BANK8Q2L' },
      team: { id: 'T06BANK8Q2L', domain: 'meridian-bank' },
      container: message,
      channel: { id: rooms.incidents, name: 'incidents' },
      trigger_id: unique(),
      response_url: responseUrl,
      actions: [{ ...action, action_ts: unique() }],
    };
    return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  };

export function signed(body: string): Record<string, string> {
  return signedHeaders(SECRET, Math.floor(Date.now() / 1_000), body, FORM);
}

export async function post(url: string, body: string): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers: signed(body), body });
  await response.arrayBuffer();
  return response.status;
}
