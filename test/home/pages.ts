/** Home pages for tests: everything that may stand on one, and as much of it as there may be. */

import type { Approval } from '../../src/approval/state.ts';
import type { HomeIncident, HomeItem, HomePage, HomeRequest, Listed } from '../../src/home/home.ts';
import type { Incident } from '../../src/incident/state.ts';
import { reached } from '../approval/fixtures.ts';
import { AT_MS, declared } from '../incident/fixtures.ts';

export type OpenPage = Extract<HomePage, { readonly page: 'open' }>;

export const CARD = { channel: 'C0INCIDENTS', ts: '1767582000.000100' };
export const LINK = 'https://bank.slack.com/archives/C0INCIDENTS/p1767582000000100';

const none: Listed<never> = { rows: [], others: 0 };

export const EMPTY: OpenPage = {
  page: 'open',
  asOfMs: AT_MS,
  incidents: none,
  waiting: none,
  unchecked: none,
  items: none,
  asked: none,
  ended: none,
};

export function incidentRow(incident: Incident = declared(), link: string | null = LINK): HomeIncident {
  return { incident, link };
}

export function requestRow(approval: Approval = reached('pending'), ended = false): HomeRequest {
  return { approval, card: CARD, link: LINK, endedAtMs: ended ? AT_MS : null };
}

export const ITEM: HomeItem = {
  checklist: 'CHK-1',
  title: 'Check pipeline status',
  dueAtMs: AT_MS,
  isOverdue: true,
  asked: null,
  link: LINK,
};

export const FULL: OpenPage = {
  ...EMPTY,
  incidents: { rows: [incidentRow()], others: 3 },
  waiting: { rows: [requestRow()], others: 0 },
  unchecked: { rows: [requestRow()], others: 2 },
  items: { rows: [ITEM], others: 1 },
  asked: { rows: [requestRow()], others: 0 },
  ended: { rows: [requestRow(reached('succeeded'), true)], others: 0 },
};
