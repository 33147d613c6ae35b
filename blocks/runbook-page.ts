/** The runbook as pages of one modal: short, each with a menu of what lies deeper, and the way back. */
import type { Button, KnownBlock, ModalView } from '@slack/types';
import { ACTION } from './action-ids.ts';
import { actions, blocks, button, clip, option, plain } from './kit.ts';
import { OPTIONS_MAX, VIEW_TITLE_CHARACTERS_MAX } from './limits.ts';
import { modal } from './modals.ts';

/** `to` names the page, as in `check|table-freshness`. */
export type Link = { readonly label: string; readonly to: string };

export type LinkGroup = { readonly title: string; readonly links: readonly Link[] };

export type Page = {
  readonly body: readonly KnownBlock[];
  /** What lies deeper; groups of nothing are left out. */
  readonly groups: readonly LinkGroup[];
  /** What can be done here. */
  readonly buttons?: readonly Button[];
};

/** Two, so that with the way back there are three. */
const BUTTONS_MAX = 2;

/** `trail`: the pages by which one came here, this one the last. */
export function pageModal(page: Page, trail: readonly string[]): ModalView {
  const shown = (page.buttons ?? []).slice(0, BUTTONS_MAX);
  const back = trail.length > 1 ? [button('Back', ACTION.runbookBack, { value: 'back' })] : [];
  const view = modal({ title: 'Runbook', metadata: { trail } }, [
    ...blocks(page.body),
    ...menu(page.groups, trail),
    ...(shown.length + back.length === 0 ? [] : [actions(...shown, ...back)]),
  ]);
  return { ...view, close: plain('Close', VIEW_TITLE_CHARACTERS_MAX) };
}

function menu(groups: readonly LinkGroup[], trail: readonly string[]): readonly KnownBlock[] {
  const listed = groups.filter(({ links }) => links.length > 0);
  if (listed.length === 0) return [];
  const element = {
    type: 'static_select' as const,
    action_id: ACTION.runbookOpen,
    placeholder: plain(clip(listed.map(({ title }) => title).join(', '), 150), 150),
    option_groups: listed.map(({ title, links }) => ({
      label: plain(title, 75),
      options: links.slice(0, OPTIONS_MAX).map(({ label, to }) => option({ label, value: to })),
    })),
  };
  // A menu in a block of the same name keeps what was chosen on the page before.
  return [{ ...actions(element), block_id: clip(`page ${trail.length} ${trail.at(-1) ?? ''}`, 255) }];
}
