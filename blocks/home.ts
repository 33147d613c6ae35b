/** App Home: what is going on, and what of it is the reader's. It shows and leads there; what decides is never on it. */
import type { HomeView, KnownBlock, RichTextElement } from '@slack/types';
import type { Approval } from '../src/approval/state.ts';
import type { HomeIncident, HomeItem, HomePage, HomeRequest, Listed } from '../src/home/home.ts';
import { ACTION } from './action-ids.ts';
import { DRILL_MARK } from './drill.ts';
import { clockLine, SEVERITY_MARKS, STATUS_LABELS } from './incident-card.ts';
import { REQUEST_STATUS } from './incident-list.ts';
import {
  actions,
  blocks,
  bold,
  bullets,
  button,
  clip,
  count,
  header,
  line,
  moment,
  paragraph,
  person,
  small,
  words,
} from './kit.ts';
import { HOME_LINE_CHARACTERS_MAX } from './limits.ts';

type Open = Extract<HomePage, { readonly page: 'open' }>;

export function homeView(page: HomePage): HomeView {
  return { type: 'home', blocks: drawn(page) };
}

function drawn(page: HomePage): KnownBlock[] {
  switch (page.page) {
    case 'open':
      return openPage(page);
    case 'not_a_member':
      return blocks(
        header('Incidents and changes of the data platform'),
        sentence(
          'This page is for full members of the workspace. Guests, bots and people of other organisations can follow an incident in its channel, if they are in it.',
        ),
      );
    case 'unreadable':
      return blocks(
        header('This page could not be read'),
        sentence(
          `${page.why} Nothing is shown, so that nothing old is taken for true. Try again in a moment.`,
        ),
        { ...actions(button('Refresh', ACTION.refreshHome)), block_id: 'home.top' },
      );
  }
}

function openPage(page: Open): KnownBlock[] {
  const { incidents, waiting, unchecked, items, asked, ended } = page;
  return blocks(
    {
      ...actions(
        button('Declare an incident', ACTION.declare, { style: 'primary' }),
        button('Refresh', ACTION.refreshHome),
      ),
      block_id: 'home.top',
    },
    paragraph(line(words('As of '), moment(page.asOfMs, '{time}'), words('. Refresh shows what is new.'))),
    headline('Open incidents', incidents),
    incidents.rows.length === 0 ? sentence('None. Whoever sees something wrong declares it.') : null,
    ...ruled(incidents.rows.map(incidentRow)),
    ...moreIncidents(incidents),
    headline('Approvals waiting for you', waiting),
    waiting.rows.length === 0 && unchecked.rows.length === 0
      ? sentence('None. What you may decide appears here, and in the thread that it belongs to.')
      : null,
    ...ruled(waiting.rows.map(waitingRow)),
    more(waiting, 'They appear here as these are decided.'),
    couldNotBeChecked(unchecked),
    headline('Your checklist items', items),
    items.rows.length === 0
      ? sentence('None. What you take from a checklist appears here.')
      : itemList(items),
    more(items, 'The checklists’ own cards show them.'),
    header('What you asked for'),
    asked.rows.length + ended.rows.length === 0 ? sentence('Nothing, in the last day.') : null,
    ...ruled(asked.rows.map(askedRow)),
    more(asked, '/incident show, with an incident, shows what was asked for in it.'),
    ended.rows.length === 0 ? null : bullets(ended.rows.map(endedRow)),
  );
}

/** A line between two: buttons would else seem to belong to what follows. */
function ruled(rows: readonly (readonly KnownBlock[])[]): KnownBlock[][] {
  return rows.map((row, index) => (index === 0 ? [...row] : [{ type: 'divider' }, ...row]));
}

function headline(title: string, { rows, others }: Listed<unknown>): KnownBlock {
  return header(rows.length === 0 ? title : `${title} · ${count(rows.length + others)}`);
}

function sentence(text: string): KnownBlock {
  return paragraph(line(words(text)));
}

function more({ others }: Listed<unknown>, where: string): KnownBlock | null {
  return others === 0 ? null : small(`And ${count(others)} more. ${where}`);
}

function moreIncidents({ others }: Listed<unknown>): KnownBlock[] {
  if (others === 0) return [];
  return [
    small(`And ${count(others)} more, less severe or declared later.`),
    {
      ...actions(button('All open incidents', ACTION.listOpen, { value: 'open' })),
      block_id: 'home.incidents',
    },
  ];
}

/** A name that leads to the card, or only the name while there is none. */
function named(id: string, link: string | null): RichTextElement {
  return link === null ? bold(id) : { type: 'link', url: link, text: id, style: { bold: true } };
}

function drillMark({ drill }: Approval): string {
  return drill ? DRILL_MARK : '';
}

function short(text: string): string {
  return clip(text.replaceAll(/\s+/g, ' '), HOME_LINE_CHARACTERS_MAX);
}

function incidentRow({ incident, link }: HomeIncident): KnownBlock[] {
  const { id, severity, title, status, commander } = incident;
  return [
    paragraph(
      line(words(`${SEVERITY_MARKS[severity]} ${severity} `), named(id, link), words(` ${short(title)}`)),
      line(
        words(`${STATUS_LABELS[status]} · `),
        ...clockLine(incident),
        ...(commander === null ? [] : [words(' · '), person(commander)]),
      ),
    ),
    ...(status === 'open'
      ? [
          {
            ...actions(button('Acknowledge', ACTION.incidentStep, { value: `${id}|acknowledged` })),
            block_id: `home.incident.${id}`,
          },
        ]
      : []),
  ];
}

/** Not enough of it to decide on: Review, or the card, shows the whole. */
function waitingRow({ approval, link }: HomeRequest): KnownBlock[] {
  const { id, title, target, risk, requester, reason } = approval;
  const { mark, until, isForReview } = whatToDo(approval);
  return [
    paragraph(
      line(
        words(`${mark} `),
        named(id, link),
        words(` ${drillMark(approval)}${short(title)}`),
        ...(risk === 'destructive' ? [words(' · '), bold('destructive')] : []),
      ),
      line(words(short(target))),
      line(words('Asked by '), person(requester), words(': '), bold(short(reason))),
      line(...until),
    ),
    ...(isForReview
      ? [
          {
            ...actions(button('Review', ACTION.review, { value: id, style: 'primary' })),
            block_id: `home.waiting.${id}`,
          },
        ]
      : []),
  ];
}

type ToDo = {
  readonly mark: string;
  readonly until: readonly RichTextElement[];
  readonly isForReview: boolean;
};

function whatToDo({ status, expiresAtMs, review }: Approval): ToDo {
  if (status === 'in_doubt') {
    const text = 'The answer was lost. Its card shows what the engine knows: look, then say what happened.';
    return { mark: '❓', until: [words(text)], isForReview: false };
  }
  if (review !== undefined) {
    const until = [
      words('Done on one person’s word. Look at it and sign on its card before '),
      moment(review.dueAtMs),
      words('.'),
    ];
    return { mark: '🚨', until, isForReview: false };
  }
  const until = [words('Decide before '), moment(expiresAtMs, '{time}'), words('.')];
  return { mark: '⏳', until, isForReview: true };
}

function couldNotBeChecked({ rows, others }: Listed<HomeRequest>): KnownBlock | null {
  if (rows.length === 0) return null;
  const names = rows.flatMap(({ approval, link }, index) => [
    ...(index === 0 ? [] : [words(', ')]),
    named(approval.id, link),
  ]);
  return paragraph(
    line(
      words('❔ Could not be checked: '),
      ...names,
      words(others === 0 ? '' : ` and ${others} more`),
      words(
        '. Slack did not say who is in their approver group, so whether you may decide them is not known.',
      ),
    ),
  );
}

function itemList({ rows }: Listed<HomeItem>): KnownBlock {
  return bullets(
    rows.map(({ checklist, title, dueAtMs, isOverdue, asked, link }) => [
      ...(isOverdue ? [bold('Overdue '), words('· ')] : []),
      words(`${short(title)} · `),
      named(checklist, link),
      ...(dueAtMs === null ? [] : [words(' · due '), moment(dueAtMs)]),
      ...(asked === null ? [] : [words(` · ${asked} is not over yet`)]),
    ]),
  );
}

/** The value names the card, as a press on it would: from Home there is no message to tell. */
function askedRow({ approval, card, link }: HomeRequest): KnownBlock[] {
  const { id, title, target, status, revision, prepared } = approval;
  const canCancel = (status === 'pending' || status === 'approved') && prepared !== null && card !== null;
  const value = `${id}|${revision}|${prepared?.fingerprint ?? ''}|${card?.channel ?? ''}|${card?.ts ?? ''}`;
  return [
    paragraph(
      line(
        named(id, link),
        words(` ${drillMark(approval)}${short(title)} · ${REQUEST_STATUS[status]}`),
        ...untilWhen(approval),
      ),
      line(words(short(target))),
    ),
    ...(canCancel
      ? [{ ...actions(button('Cancel request', ACTION.cancel, { value })), block_id: `home.asked.${id}` }]
      : []),
  ];
}

/** What is given for a while is open until it is taken back; that it can be ended early is on its card. */
function untilWhen({ box }: Approval): RichTextElement[] {
  if (box === undefined || !box.ends.includes(null)) return [];
  const late = box.alarms === 0 ? ', ends ' : ', 🚨 could not be taken back, was to end ';
  return [words(late), moment(box.endsAtMs)];
}

function endedRow({ approval, link, endedAtMs }: HomeRequest): RichTextElement[] {
  const { id, title, target, status } = approval;
  return [
    named(id, link),
    words(` ${drillMark(approval)}${short(title)}, ${short(target)} · ${REQUEST_STATUS[status]}`),
    ...(endedAtMs === null ? [] : [words(' '), moment(endedAtMs)]),
  ];
}
