/** App Home, put together: what is gathered for a person, how it is drawn, and when it is published. */
import { homeView } from '../blocks/home.ts';
import { AppError } from './errors.ts';
import { type GatherDeps, gather } from './home/gather.ts';
import { groupsSeen } from './home/groups-seen.ts';
import type { HomePage } from './home/home.ts';
import { type HomeTabs, homePublisher } from './home/publisher.ts';
import type { Clock } from './outbox/clock.ts';
import type { Messenger } from './outbox/messenger.ts';
import type { Log } from './schedule/loop.ts';

export type HomeTabDeps = Omit<GatherDeps, 'groups'> & {
  readonly messenger: Pick<Messenger, 'publishHome'>;
  readonly clock: Clock;
  readonly log: Log;
};

export function homeTab(deps: HomeTabDeps): HomeTabs {
  const { clock, log, messenger } = deps;
  const gathering = { ...deps, groups: groupsSeen(deps.directory, clock) };
  return homePublisher<HomePage>({
    look: (user, isAskedFor) =>
      gather(gathering, user, isAskedFor).catch((error: unknown) => unreadable(error, log)),
    digest: withoutTime,
    publish: (user, page, hash) => messenger.publishHome(user, homeView(page), hash),
    clock,
    log,
  });
}

/** A page that says so, in place of one that shows what was true a while ago. */
function unreadable(error: unknown, log: Log): HomePage {
  log.warn({ err: error }, 'A Home tab could not be gathered');
  const why = error instanceof AppError ? error.message : 'Something here could not be read.';
  return { page: 'unreadable', why };
}

function withoutTime(page: HomePage): string {
  return JSON.stringify(page.page === 'open' ? { ...page, asOfMs: 0 } : page);
}
