/** An app that answers as it is told, for what no well-behaved one does. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Delivery } from '../../sandbox/slack/deliver.ts';
import type { LocalSlack } from '../../sandbox/slack/server.ts';

/** Records the headers of what it got. */
export async function rawApp(
  slack: LocalSlack,
  answer:
    | {
        readonly status?: number;
        readonly type?: string;
        readonly body?: string;
        readonly headers?: Record<string, string>;
      }
    | 'never',
): Promise<Record<string, unknown>[]> {
  const seen: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    request.resume();
    if (answer === 'never') return;
    response.writeHead(answer.status ?? 200, {
      'content-type': answer.type ?? 'text/plain',
      ...answer.headers,
    });
    request.on('end', () => response.end(answer.body ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  slack.setAppUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  return seen;
}

/** What came from a person, not from a subscription. */
export function interactions(slack: LocalSlack): readonly Delivery[] {
  return slack.deliveries.filter((delivery) => delivery.kind !== 'event');
}
