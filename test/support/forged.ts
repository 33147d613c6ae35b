/** Deliveries that Slack never made, or made once: replayed, forged, mis-signed. */
import type { Ack, RawRequest } from '../../sandbox/slack/deliver.ts';
import { sendRaw } from '../../sandbox/slack/deliver.ts';
import { signedHeaders } from '../../sandbox/slack/signature.ts';
import { patiently } from './patience.ts';

/** Sends the very bytes of an earlier delivery again, signature and timestamp included. */
export function replay(appUrl: string, delivery: RawRequest): Promise<Ack> {
  return sendRaw(appUrl, { body: delivery.body, headers: delivery.headers }, patiently);
}

export type Forgery = {
  readonly body: string;
  readonly signingSecret: string;
  readonly contentType?: string;
  readonly timestampSeconds?: number;
  /** Set over the signed ones: to spoil one, or (as undefined) to leave one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
};

/** A delivery of the test's own making. */
export function deliverRaw(appUrl: string, forgery: Forgery, after = patiently): Promise<Ack> {
  const { body, signingSecret, contentType = 'application/x-www-form-urlencoded' } = forgery;
  const seconds = forgery.timestampSeconds ?? Math.floor(Date.now() / 1_000);
  const headers = { ...signedHeaders(signingSecret, seconds, body, contentType), ...forgery.headers };
  const kept = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return sendRaw(appUrl, { body, headers: Object.fromEntries(kept) }, after);
}
