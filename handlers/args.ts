import type {
  AllMiddlewareArgs,
  BlockAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';

/** Bolt's arguments for a pressed button or menu, and for a sent modal. */
export type PressArgs = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;
export type SentArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** A press in a thread is answered there. */
export function threadOf(body: BlockAction): string | undefined {
  return body.container['thread_ts'] === undefined ? undefined : String(body.container['thread_ts']);
}
