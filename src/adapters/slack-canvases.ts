/** Canvases by their four methods, all of which take `canvases:write`. https://docs.slack.dev/surfaces/canvases */
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Canvases } from '../outbox/canvases.ts';
import type { Failure } from '../outbox/messenger.ts';
import { slackFailure } from './slack-client.ts';

type Deps = { readonly client: WebClient; readonly canvasUrl: (id: string) => string };

const madeSchema = z.object({ canvas_id: z.string().regex(/^F[A-Z0-9]+$/) });

export function slackCanvases({ client, canvasUrl }: Deps): Canvases {
  return {
    make: async ({ title, markdown }) => {
      const content = { type: 'markdown', markdown } as const;
      const answer = await attempt(client.canvases.create({ title, document_content: content }));
      if ('outcome' in answer) return answer;
      const made = madeSchema.safeParse(answer.value);
      if (!made.success) return { outcome: 'unknown', message: 'an answer without the id of a canvas' };
      const { canvas_id: id } = made.data;
      return { outcome: 'made', canvas: { id, url: canvasUrl(id) } };
    },
    // One change a call; `replace` without a section is of the whole canvas.
    rewrite: (id, markdown) => {
      const change = { operation: 'replace', document_content: { type: 'markdown', markdown } } as const;
      return done(client.canvases.edit({ canvas_id: id, changes: [change] }));
    },
    share: (id, channel) =>
      done(client.canvases.access.set({ canvas_id: id, access_level: 'read', channel_ids: [channel] })),
    remove: (id) => done(client.canvases.delete({ canvas_id: id })),
  };
}

async function done(call: Promise<unknown>): Promise<{ readonly outcome: 'done' } | Failure> {
  const answer = await attempt(call);
  return 'outcome' in answer ? answer : { outcome: 'done' };
}

async function attempt(call: Promise<unknown>): Promise<{ readonly value: unknown } | Failure> {
  try {
    return { value: await call };
  } catch (error) {
    return failureOf(error);
  }
}

const platformSchema = z.object({ data: z.object({ error: z.string() }) });

/** Two of Slack’s words mean another thing of a canvas than of a message. */
function failureOf(error: unknown): Failure {
  const code = platformSchema.safeParse(error).data?.data.error;
  // Of this canvas, which is somebody else's by now; not of the token, which somebody would mend.
  if (code === 'access_denied') return { outcome: 'refused', code };
  // Another edit is under way, or somebody writes in it: nothing was changed, and in a moment it is taken.
  if (code === 'canvas_editing_locked') return { outcome: 'unreachable', message: `Slack answered ${code}` };
  return slackFailure(error);
}
