/** How Slack signs what it sends: https://docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac } from 'node:crypto';

export function signatureOf(signingSecret: string, timestampSeconds: number, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestampSeconds}:${body}`).digest('hex')}`;
}

export function signedHeaders(
  signingSecret: string,
  timestampSeconds: number,
  body: string,
  contentType: string,
): Record<string, string> {
  return {
    'content-type': contentType,
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    accept: 'application/json,*/*',
    'x-slack-request-timestamp': String(timestampSeconds),
    'x-slack-signature': signatureOf(signingSecret, timestampSeconds, body),
  };
}
