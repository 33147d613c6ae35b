/** What a reaction has to pass before Slack or the store is asked anything: anybody can react anywhere, without end. */
import type { Directory } from '../approval/directory.ts';
import { type Asking, fullMember } from '../approval/full-member.ts';
import { AppError } from '../errors.ts';

type GateDeps = {
  readonly channel: string;
  readonly directory: Directory;
  readonly monotonicMs: () => number;
};

/** More than anybody pins by hand. */
export const PINS_A_MINUTE_MAX = 20;
const MINUTE_MS = 60_000;

/** False: nothing is to be looked up, and nobody is owed a word. Throws for whoever is told why not, once a minute if too fast. */
export function pinGate({ channel, directory, monotonicMs }: GateDeps) {
  const pins = new Map<string, number>();
  let sinceMs = monotonicMs();
  return async (asker: Asking, where: string): Promise<boolean> => {
    if (where !== channel) return false;
    const { by } = asker;
    const nowMs = monotonicMs();
    if (nowMs - sinceMs >= MINUTE_MS) {
      pins.clear();
      sinceMs = nowMs;
    }
    const count = (pins.get(by) ?? 0) + 1;
    pins.set(by, count);
    if (count > PINS_A_MINUTE_MAX + 1) return false;
    if (count > PINS_A_MINUTE_MAX)
      throw new AppError(
        'refused',
        'That is more pins in a minute than I follow. Wait a minute, then pin the rest.',
      );
    await fullMember(directory, asker);
    return true;
  };
}
