/** What an incident's change means for the pagers of those who were called: each has a document of its own. */
import type { Change } from '../journal/document.ts';
import type { Emitted } from '../journal/journal.ts';
import { levelOf } from '../page/next.ts';
import { pageId, pageRef } from '../page/state.ts';
import { maskText } from '../pii/mask.ts';
import { attentionOf } from './attention.ts';
import { type Incident, type IncidentEvent, loweredBy } from './state.ts';

/** Whom the runbook pages is paged by itself, tried again however the incident goes on; and told how it goes on. */
export function pagesOf(change: Change<Incident, IncidentEvent>): Emitted[] {
  return [...called(change), ...moved(change)];
}

function called({ after, event, seq }: Change<Incident, IncidentEvent>): Emitted[] {
  if (event.type !== 'called' || after.drill === true || !event.called.pages || event.called.contact === null)
    return [];
  const { id: incident, severity } = after;
  const { contact, title: contactTitle = contact } = event.called;
  const id = pageId(incident, contact);
  const key = `${incident}.${seq}`;
  // It leaves the bank: what a person typed is masked, as what a query returned is.
  const title = maskText(after.title);
  const wish = { incident, contact, contactTitle, severity, title, isLate: event.isLate };
  return [{ to: pageRef(id), event: { type: 'asked', id, key, ...wish }, once: `page/${key}` }];
}

/** Somebody has responded, it is over, it is open again, or it is worse than they were told. */
function moved({ before, after, seq }: Change<Incident, IncidentEvent>): Emitted[] {
  if (before === null) return [];
  const to = levelOf(after);
  if (levelOf(before) === to && loweredBy(before.severity, after.severity) >= 0) return [];
  return (attentionOf(after).paged ?? []).map((contact) => {
    const key = `${after.id}.${seq}/${contact}`;
    const ref = pageRef(pageId(after.id, contact));
    return { to: ref, event: { type: 'moved', key, to }, once: `page/${key}` };
  });
}
