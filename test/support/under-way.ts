/** What the bot is doing for whoever pressed or wrote something: acknowledged at once, and done a while after that. */
import type { App, Receiver } from '@slack/bolt';

export type UnderWay = {
  readonly receiver: Receiver;
  readonly count: () => number;
  /** Until none of what has come in so far is under way. */
  readonly over: () => Promise<void>;
};

/** Wraps the receiver that Slack's requests come by. */
export function underWay(receiver: Receiver): UnderWay {
  const works = new Set<Promise<unknown>>();
  const counted =
    (app: App): App['processEvent'] =>
    async (event) => {
      const work = app.processEvent(event);
      works.add(work);
      try {
        await work;
      } finally {
        works.delete(work);
      }
    };
  return {
    receiver: {
      init: (app) => receiver.init({ processEvent: counted(app) } as App),
      start: (...listen: unknown[]) => receiver.start(...listen),
      stop: (...args: unknown[]) => receiver.stop(...args),
    },
    count: () => works.size,
    over: async () => void (await Promise.allSettled(works)),
  };
}
