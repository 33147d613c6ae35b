/** The canvases of the workspace: who may read one, and which ones a message links. */
import type { State, StoredCanvas, StoredMessage } from './state.ts';
import { isMember } from './state.ts';

/** https://docs.slack.dev/surfaces/canvases: a canvas is a file, and is linked by its id below `/docs/` and the team's. */
const LINK = /\/docs\/([A-Z0-9]+)\/(F[A-Z0-9]+)/g;

/** Of those that a message links, the ones that this person may open. */
export function canvasesIn(state: State, message: StoredMessage, user: string): readonly StoredCanvas[] {
  const words = `${message.text} ${JSON.stringify(message.blocks)}`;
  const ids = new Set(
    [...words.matchAll(LINK)].flatMap(([, team, id]) => (team === state.fixture.team.id && id ? [id] : [])),
  );
  return [...ids].flatMap((id) => {
    const canvas = state.canvases.get(id);
    return canvas !== undefined && mayRead(state, canvas, user) ? [canvas] : [];
  });
}

/** Whoever is in a channel that it is shared with. Until it is, nobody but whose it is: a link alone opens nothing. */
function mayRead(state: State, canvas: StoredCanvas, user: string): boolean {
  return [...canvas.channels.keys()].some((id) => {
    const room = state.rooms.get(id);
    return room !== undefined && isMember(room, user);
  });
}
