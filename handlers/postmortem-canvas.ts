/** The post-mortem as a canvas, and as a file where Slack lets the bot have none: nothing is lost, and it is said why. */
import { postmortemCanvas } from '../blocks/postmortem-canvas.ts';
import type { Asker } from '../src/incident/service.ts';
import type { Failure } from '../src/outbox/messenger.ts';
import { incidentWords } from './answer.ts';
import type { HandlerDeps } from './deps.ts';
import { postmortemData, sharePostmortem } from './postmortem.ts';

/** Answers what to tell who asked. Throws for one that is not over. */
export async function canvasPostmortem(deps: HandlerDeps, asker: Asker, id: string): Promise<string> {
  const put = await deps.putOnCanvas(asker, id, async (asOfMs) =>
    postmortemCanvas(await postmortemData(deps, id), asOfMs),
  );
  switch (put.outcome) {
    case 'put': {
      const done = put.isNew
        ? `The post-mortem of ${id} is on a canvas`
        : `The canvas of ${id} stands as of now`;
      return put.unshared === null ? `${done}; the card links it.` : `${done}, but ${UNSHARED}`;
    }
    case 'not_kept':
      return incidentWords(put.answer) ?? `The canvas of ${id} was written by this request before.`;
    case 'not_taken':
      deps.log.warn({ put }, 'The post-mortem was not put on a canvas');
      return put.failure.outcome === 'refused'
        ? `${remedyOf(put.failure.code)} The post-mortem is a file instead: ${await sharePostmortem(deps, asker.by, id)}`
        : notNow(put.failure, put.isNew, id);
  }
}

const UNSHARED =
  'Slack did not share it with the channel, so it may be that nobody can open it. Press Update canvas to try that again.';

function notNow({ outcome }: Failure, isNew: boolean, id: string): string {
  if (outcome !== 'unknown') return `Slack did not take the canvas of ${id} now. Try again in a moment.`;
  return isNew
    ? `Slack did not say whether it made a canvas for ${id}. Ask for it again; if it made one, that one stays behind, where nothing links it and nobody but the bot can open it.`
    : `Slack did not say whether it took the changes, so the canvas of ${id} may stand as of before: it says so at its top. Ask for it again.`;
}

const NOT_GRANTED =
  'The app may not make canvases here: it was installed before it asked for that. Whoever looks after it puts this version’s manifest in and installs it again.';
const NO_PLAN = 'Slack has no canvases of their own on this workspace’s plan.';
const SWITCHED_OFF = 'Canvases are switched off for this workspace; its administrators can switch them on.';
const RESTRICTED =
  'This workspace does not let apps make canvases; its administrators can change that in its settings.';

/** https://docs.slack.dev/reference/methods/canvases.create: what is no matter of this one canvas, and who can mend it. */
const REMEDIES: { readonly [code: string]: string } = {
  missing_scope: NOT_GRANTED,
  free_team_not_allowed: NO_PLAN,
  free_teams_cannot_create_non_tabbed_canvases: NO_PLAN,
  free_teams_cannot_create_standalone_canvases: NO_PLAN,
  team_tier_cannot_create_channel_canvases: NO_PLAN,
  canvas_disabled_user_team: SWITCHED_OFF,
  canvas_globally_disabled: SWITCHED_OFF,
  feature_not_enabled: SWITCHED_OFF,
  restricted_action: RESTRICTED,
};

function remedyOf(code: string): string {
  return REMEDIES[code] ?? `Slack does not take the canvas (${code}). Tell whoever looks after the app.`;
}
