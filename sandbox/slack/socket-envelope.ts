/** What HTTP carries as a signed body, as a Socket Mode envelope: https://docs.slack.dev/apis/events-api/using-socket-mode */
import { randomUUID } from 'node:crypto';
import type { Ack, Delivery } from './deliver.ts';

export type Envelope = {
  readonly envelope_id: string;
  readonly type: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: unknown;
  /** False: what the app answers beside its acknowledgement goes nowhere. */
  readonly accepts_response_payload: boolean;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
};

/** Null for what has no place here: an app without a URL has none to prove. */
export function envelopeOf({ kind, body, headers }: Delivery): Envelope | null {
  const envelope_id = randomUUID();
  switch (kind) {
    case 'url_verification':
      return null;
    case 'command': {
      const payload = Object.fromEntries(new URLSearchParams(body));
      return { envelope_id, type: 'slash_commands', payload, accepts_response_payload: true };
    }
    case 'event':
      return {
        envelope_id,
        type: 'events_api',
        payload: JSON.parse(body) as unknown,
        accepts_response_payload: false,
        retry_attempt: Number(headers['x-slack-retry-num'] ?? 0),
        retry_reason: (headers['x-slack-retry-reason'] ?? '').replace('http_', ''),
      };
    default: {
      const payload = JSON.parse(new URLSearchParams(body).get('payload') ?? 'null') as unknown;
      return {
        envelope_id,
        type: 'interactive',
        payload,
        accepts_response_payload: kind === 'view_submission',
      };
    }
  }
}

/** The app's `{ envelope_id, payload? }`, as the answer to an HTTP request would have been. */
export function ackOf(envelope: Envelope, payload: unknown): Ack {
  const body = envelope.accepts_response_payload && payload !== undefined ? JSON.stringify(payload) : '';
  return { outcome: 'acked', contentType: 'application/json', body };
}
