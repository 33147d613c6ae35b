/** The pages of the runbook by their names, as menus and trails carry them: `area|security`, `found|stale`. */
import { ACTION } from '../blocks/action-ids.ts';
import { button } from '../blocks/kit.ts';
import {
  actionBody,
  areaBody,
  causeBody,
  checkBody,
  checklistBody,
  contactBody,
  foundBody,
  homeBody,
  listBody,
  procedureBody,
} from '../blocks/runbook-entries.ts';
import type { Link, LinkGroup, Page } from '../blocks/runbook-page.ts';
import { AppError } from '../src/errors.ts';
import { waysTo } from '../src/incident/alert.ts';
import { type Found, findInRunbook, KINDS, type Kind } from '../src/runbook/find.ts';
import type { Runbook } from '../src/runbook/runbook.ts';
import { actionsByArea, checksByArea } from './choices.ts';
import type { HandlerDeps } from './deps.ts';

export const HOME_PAGE = 'home';

type Deps = Pick<HandlerDeps, 'runbook' | 'incidents'>;

type Draw = (deps: Deps, id: string) => Page | undefined | Promise<Page | undefined>;

const KIND_TITLES = {
  area: 'Areas',
  cause: 'Causes',
  check: 'Checks',
  action: 'Actions',
  checklist: 'Checklists',
  procedure: 'Procedures',
  contact: 'Contacts',
} as const satisfies { readonly [kind in Kind]: string };

/** A kind of entry that is added to the runbook is one more line here and one in `find.ts`. */
const PAGES: { readonly [page: string]: Draw } = {
  [HOME_PAGE]: ({ runbook }) => ({
    body: homeBody(runbook.areas),
    groups: [
      { title: 'Areas', links: linksTo('area', runbook.areas) },
      { title: 'Checklists', links: linksTo('checklist', Object.values(runbook.checklists)) },
      { title: 'Procedures', links: linksTo('procedure', Object.values(runbook.procedures)) },
      { title: 'Contacts', links: linksTo('contact', Object.values(runbook.contacts)) },
      {
        title: 'All of it',
        links: [
          { label: 'All checks', to: 'list|checks' },
          { label: 'All actions', to: 'list|actions' },
        ],
      },
    ],
  }),
  list: ({ runbook }, what) =>
    what === 'checks'
      ? {
          body: listBody('All checks, by area.'),
          groups: checksByArea(runbook, null).map(({ title, checks }) => ({
            title,
            links: linksTo('check', checks),
          })),
        }
      : {
          body: listBody('All actions, by area.'),
          groups: actionsByArea(runbook).map(({ title, actions }) => ({
            title,
            links: linksTo('action', actions),
          })),
        },
  found: ({ runbook }, text) => {
    const found = findInRunbook(runbook, text);
    return { body: foundBody(text, found.length), groups: KINDS.map((kind) => groupOf(kind, found)) };
  },
  area: ({ runbook }, id) => {
    const area = runbook.areas.find((one) => one.id === id);
    if (area === undefined) return undefined;
    return {
      body: areaBody(area, known(runbook.contacts, area.escalation)),
      groups: [
        {
          title: 'Causes',
          links: area.causes.map(({ cause }, index) => ({ label: cause, to: `cause|${id}.${index}` })),
        },
        ...groupsOf(runbook, area),
      ],
    };
  },
  cause: ({ runbook }, id) => {
    const [areaId, number] = id.split('.');
    const area = runbook.areas.find((one) => one.id === areaId);
    const cause = area?.causes[Number(number)];
    return area === undefined || cause === undefined
      ? undefined
      : { body: causeBody(cause, area.title), groups: groupsOf(runbook, cause) };
  },
  check: ({ runbook }, id) => {
    const check = runbook.checks[id];
    if (check === undefined) return undefined;
    return {
      body: checkBody(check),
      groups: [],
      buttons: [button('Run', ACTION.runbookRun, { value: id, style: 'primary' })],
    };
  },
  action: actionPage,
  procedure: procedurePage,
  checklist: ({ runbook }, id) => {
    const checklist = runbook.checklists[id];
    if (checklist === undefined) return undefined;
    const checks = known(
      runbook.checks,
      checklist.items.flatMap(({ check }) => check ?? []),
    );
    return {
      body: checklistBody(checklist, runbook.contacts),
      groups: [{ title: 'Checks', links: linksTo('check', checks) }],
    };
  },
  contact: ({ runbook }, id) => {
    const contact = runbook.contacts[id];
    return contact === undefined ? undefined : { body: contactBody(contact, waysTo(contact)), groups: [] };
  },
};

/** Throws AppError('not_found') for a page that the runbook does not have any more. */
export async function pageAt(deps: Deps, name: string): Promise<Page> {
  const [kind = '', ...id] = name.split('|');
  const draw = Object.hasOwn(PAGES, kind) ? PAGES[kind] : undefined;
  const page = await draw?.(deps, id.join('|'));
  if (page === undefined)
    throw new AppError('not_found', 'The runbook has no such page any more. /runbook shows what there is.');
  return page;
}

/** A request belongs to an incident: the most severe ones that are open have a button. */
async function actionPage({ runbook, incidents }: Deps, id: string): Promise<Page | undefined> {
  const action = runbook.actions[id];
  if (action === undefined) return undefined;
  const { incidents: open } = await incidents.list('open');
  const way =
    open.length === 0
      ? `It is asked for in an incident: declare one, then /runbook action INC-7 ${id}, or Request action on its card.`
      : `Values can be given at once: /runbook action ${open[0]?.id} ${id} name=value.`;
  return {
    body: actionBody(action, runbook.actions[action.undo?.action ?? '']?.title ?? null, way),
    groups: [],
    buttons: open.map((incident) =>
      button(`Request for ${incident.id}`, ACTION.runbookRequest, { value: `${incident.id}|${id}` }),
    ),
  };
}

/** Begun from here it stands by itself; in an incident it is begun by its name. */
async function procedurePage({ runbook, incidents }: Deps, id: string): Promise<Page | undefined> {
  const procedure = Object.hasOwn(runbook.procedures, id) ? runbook.procedures[id] : undefined;
  if (procedure === undefined) return undefined;
  const steps = [...procedure.phases, ...(procedure.roll_back ?? [])].flatMap((phase) => phase.steps);
  const checks = steps.flatMap(({ check, watch }) => check ?? watch?.check ?? []);
  const actions = steps.flatMap(({ action }) => action ?? []);
  const [open] = (await incidents.list('open')).incidents;
  return {
    body: procedureBody(procedure, open?.id ?? null),
    groups: groupsOf(runbook, { checks, actions }),
    buttons: [button('Start', ACTION.runbookStart, { value: id, style: 'primary' })],
  };
}

type Titled = { readonly id: string; readonly title: string };

function linksTo(kind: Kind, all: readonly Titled[]): readonly Link[] {
  return all.map(({ id, title }) => ({ label: title, to: `${kind}|${id}` }));
}

function groupOf(kind: Kind, found: readonly Found[]): LinkGroup {
  return {
    title: KIND_TITLES[kind],
    links: linksTo(
      kind,
      found.filter((one) => one.kind === kind),
    ),
  };
}

function groupsOf(
  { checks, actions }: Runbook,
  named: { readonly checks: readonly string[]; readonly actions: readonly string[] },
): readonly LinkGroup[] {
  return [
    { title: KIND_TITLES.check, links: linksTo('check', known(checks, named.checks)) },
    { title: KIND_TITLES.action, links: linksTo('action', known(actions, named.actions)) },
  ];
}

function known<Entry>(entries: { readonly [id: string]: Entry }, ids: readonly string[]): readonly Entry[] {
  return [...new Set(ids)].flatMap((id) => entries[id] ?? []);
}
