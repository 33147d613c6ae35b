/** Each contact's pager, of the kind that the runbook gives it. */
import type { Pager, Pagers } from '../page/pager.ts';
import type { PagerPlace } from '../page/settings.ts';
import { pagerDuty, webhook } from './page-http.ts';
import { mailPager } from './page-smtp.ts';

export function openPagers(places: { readonly [contact: string]: PagerPlace }): Pagers {
  return Object.fromEntries(Object.entries(places).map(([contact, place]) => [contact, pagerOf(place)]));
}

function pagerOf(place: PagerPlace): Pager {
  switch (place.kind) {
    case 'pagerduty':
      return pagerDuty(place);
    case 'webhook':
      return webhook(place);
    case 'smtp':
      return mailPager(place);
  }
}
