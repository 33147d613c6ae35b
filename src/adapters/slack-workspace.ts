/** What has to be true of the workspace before the bot starts: the token is good and the channels are ones to run in. */
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { slackFailure } from './slack-client.ts';

export type Workspace = {
  readonly permalink: (channel: string, ts: string) => string;
  /** A canvas is a file, and is linked by its id below the team’s. */
  readonly canvasUrl: (id: string) => string;
};

const authSchema = z.object({ url: z.url(), team_id: z.string() });
const channelSchema = z.object({
  channel: z.object({
    name: z.string(),
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
    is_ext_shared: z.boolean().optional(),
    is_pending_ext_shared: z.boolean().optional(),
  }),
});

type Channels = { readonly incidentsChannel: string; readonly checklistChannel: string };

/** Throws AppError('invalid') with what to do, or AppError('unavailable') when Slack cannot be asked. */
export async function slackWorkspace(
  client: WebClient,
  { incidentsChannel, checklistChannel }: Channels,
): Promise<Workspace> {
  const { url, team_id: team } = authSchema.parse(
    await client.auth.test().catch((error: unknown) => explain(error, 'SLACK_BOT_TOKEN')),
  );
  await fitChannel(client, incidentsChannel, 'INCIDENTS_CHANNEL', 'incidents are not run there');
  if (checklistChannel !== incidentsChannel)
    await fitChannel(client, checklistChannel, 'CHECKLIST_CHANNEL', 'checklists are not kept there');
  const base = url.replace(/\/$/, '');
  return {
    permalink: (id, ts) => `${base}/archives/${id}/p${ts.replace('.', '')}`,
    canvasUrl: (id) => `${base}/docs/${team}/${id}`,
  };
}

async function fitChannel(client: WebClient, id: string, variable: string, notShared: string): Promise<void> {
  const answer: unknown = await client.conversations
    .info({ channel: id })
    .catch((error: unknown) => explain(error, variable));
  const { channel } = channelSchema.parse(answer);
  const where = `${variable} #${channel.name}`;
  if (channel.is_ext_shared === true || channel.is_pending_ext_shared === true) {
    throw new AppError(
      'invalid',
      `${where} is shared with another organisation: ${notShared}. Choose an internal channel.`,
    );
  }
  if (channel.is_archived === true)
    throw new AppError('invalid', `${where} is archived. Unarchive it or choose another.`);
  if (channel.is_member === false)
    throw new AppError('invalid', `The bot is not in ${where}: type /invite and its name there.`);
}

const slacksAnswer = z.object({
  code: z.literal('slack_webapi_platform_error'),
  data: z.object({ error: z.string() }),
});
const OUTAGES: ReadonlySet<string> = new Set(['service_unavailable', 'request_timeout']);

/** Throws, as `slackWorkspace` does, with what to do about the variable that holds the token. */
export function explain(error: unknown, variable: string): never {
  const code = refusalCode(error);
  if (code !== null) throw new AppError('invalid', `Slack refuses ${variable}: ${code}.`, error);
  throw new AppError(
    'unavailable',
    `Slack could not be asked about ${variable} (${slackFailure(error).outcome}). Is SLACK_API_URL right, and can this machine reach it?`,
    error,
  );
}

/** A bad token is waited for while messages are owed; at the start whoever set it is there to mend it. */
function refusalCode(error: unknown): string | null {
  const failure = slackFailure(error);
  if (failure.outcome === 'refused') return failure.code;
  const answer = slacksAnswer.safeParse(error);
  const isNo = failure.outcome === 'unreachable' && answer.success && !OUTAGES.has(answer.data.data.error);
  return isNo ? answer.data.data.error : null;
}
