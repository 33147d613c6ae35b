/** A person opens the app's Home tab: Slack tells the app, each time. */
import type { Answer } from './page-api.ts';
import type { World } from './world.ts';
import { present, refused, whoIsThere } from './world.ts';

export async function openHome(
  { state, manifest, events }: World,
  { user }: { readonly user: string },
): Promise<Answer> {
  const who = whoIsThere(state, user);
  if ('notice' in who) return who;
  if (!manifest.hasHome) return refused('This app has no Home tab.');
  events.homeOpened(user);
  return present;
}
