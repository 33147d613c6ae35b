/** Slack's documented figures other than those of Block Kit, which are in blocks-limits.ts. */

/** https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response */
export const ACK_MS = 3_000;
/** https://docs.slack.dev/surfaces/modals: a trigger_id lives for three seconds and opens one view. */
export const TRIGGER_MS = 3_000;
export const VIEW_STACK_MAX = 3;

/** https://docs.slack.dev/apis/events-api/using-socket-mode: connections at a time; how long after a refresh one is closed. */
export const SOCKETS_MAX = 10;
export const SOCKET_REFRESH_MS = 10_000;

export const RESPONSE_URL_USES_MAX = 5;
export const RESPONSE_URL_MS = 30 * 60_000;

/** chat.postMessage cuts here; chat.update and chat.postEphemeral refuse longer text with msg_too_long. */
export const TEXT_CHARS_MAX = 40_000;
export const UPDATE_TEXT_CHARS_MAX = 4_000;

/** https://docs.slack.dev/apis/events-api: three retries. */
export const EVENT_RETRY_MS = [0, 60_000, 5 * 60_000] as const;

/** https://docs.slack.dev/apis/web-api/rate-limits: calls per method, workspace and minute. */
export const TIER_PER_MINUTE = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;
export type Tier = keyof typeof TIER_PER_MINUTE;

/** chat.postMessage is counted by channel, one a second; "short bursts" is taken to be five. */
export const POSTS_PER_SECOND = 1;
export const POST_BURST_MAX = 5;
/** "Several hundred messages per minute per workspace." */
export const POSTS_PER_MINUTE = 300;

export const HISTORY_PAGE_MAX = 999;
export const HISTORY_PAGE_DEFAULT = 100;
export const LIST_PAGE_MAX = 1_000;

/** https://docs.slack.dev/reference/methods/files.getUploadURLExternal: `alt_txt_too_large`. */
export const ALT_TEXT_CHARS_MAX = 1_000;

/** Bodies beyond this are no call that Slack would read. */
export const BODY_BYTES_MAX = 2 * 1024 * 1024;
