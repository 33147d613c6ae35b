/** What has to hold once it is over, wherever the process died. Each complaint is a sentence; none is what is wanted. */
import { rooms } from '../../sandbox/slack/fixture.ts';
import type { StoredMessage } from '../../sandbox/slack/state.ts';
import type { Approval } from '../../src/approval/state.ts';
import { hashState, verifyChain } from '../../src/journal/chain.ts';
import { drawApproval } from '../../src/pictures.ts';
import type { KillPoint } from './kill-points.ts';
import { sentFor, type Told } from './kill-story.ts';
import type { KillWorld } from './kill-world.ts';
import { wordsOf } from './screen.ts';

const RECONCILE_MAX_MS = 20_000;

export function complaints(world: KillWorld, told: Told): readonly string[] {
  return [
    ...endComplaints(world, told),
    ...cardComplaints(world, told.approval),
    ...journalComplaints(world, told.approval),
  ];
}

/** Whether it died where it was meant to. */
export function misses({ deaths }: Told, { status, sent }: KillPoint): readonly string[] {
  const [death] = deaths;
  if (death === undefined) return ['the step never came, so nobody was killed'];
  return [
    ...(death.status === status ? [] : [`it died while ${String(death.status)}, not ${String(status)}`]),
    ...(sent === null || death.sent === sent
      ? []
      : [`${death.sent} statements had left when it died, not ${sent}`]),
  ];
}

/** In words, for the table: where it ended. */
export function endOf({ status, verification, evidence }: Approval): string {
  return [status, verification?.outcome, evidence?.applied].filter(Boolean).join(', ');
}

/** Nothing leads back from a claim: sent or not, it is never sent again, and the engine's own history says which. */
function endComplaints(world: KillWorld, { approval, deaths }: Told): string[] {
  const { id } = approval;
  const sent = sentFor(world, id);
  const applied = sent.filter(({ outcome }) => outcome === 'succeeded').length;
  const claimedAtDeath = deaths.some(({ status }) => status === 'executing');
  const wanted = claimedAtDeath ? `in_doubt, ${applied === 1 ? 'seen' : 'not_seen'}` : 'succeeded, verified';
  const odd: string[] = [];
  if (sent.length > 1) odd.push(`the lakehouse got it ${sent.length} times`);
  if (!claimedAtDeath && applied !== 1) odd.push(`the lakehouse ran it ${applied} times`);
  if (endOf(approval) !== wanted) odd.push(`it ended ${endOf(approval)}, not ${wanted}`);
  return odd;
}

function cardComplaints(world: KillWorld, approval: Approval): string[] {
  const { id } = approval;
  const inSlack = world.slack.messages(rooms.incidents);
  const cards = inSlack.filter(({ blocks }) => wordsOf(blocks).includes(`/* ${id} */`));
  const notes = inSlack.filter((message) => message.text.startsWith(`${id} `) && !cards.includes(message));
  const posts = world.journal.posts(id).map(({ view }) => view.split('/')[0]);
  const odd = cards.flatMap((card) => strangeCard(card, approval));
  if (cards.length !== 1) odd.push(`there are ${cards.length} cards`);
  if (notes.length !== 1) odd.push(`there are ${notes.length} messages that tell of the end`);
  if (posts.join() !== 'approval-card,approval-note')
    odd.push(`the journal knows of ${posts.join() || 'no messages'}`);
  return odd;
}

function strangeCard(card: StoredMessage, approval: Approval): string[] {
  const drawn = drawApproval(approval);
  const labels = card.blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map((each) => wordsOf(each)) : [],
  );
  const live = labels.filter((label) => ['Approve', 'Reject', 'Cancel request'].includes(label));
  return [
    ...(live.length > 0 ? [`the card still offers ${live.join()}`] : []),
    ...(card.text === drawn.text && wordsOf(card.blocks) === wordsOf(drawn.blocks)
      ? []
      : [`the card says "${card.text}"`]),
  ];
}

function journalComplaints(world: KillWorld, approval: Approval): string[] {
  const { id, status } = approval;
  const entries = world.journal.history(id);
  const events = entries.map(({ event }) => (event as { readonly type: string }).type);
  const chain = verifyChain(entries);
  const odd = world.journal.open().map((open) => `left open: ${open}`);
  if (chain !== null) odd.push(`entry ${chain.seq} ${chain.problem}`);
  if (entries[0]?.seq !== 1 || entries.at(-1)?.stateHash !== hashState(approval))
    odd.push('the chain is not that of the state');
  for (const once of ['requested', 'prepared', 'approved', 'claimed']) {
    const times = events.filter((event) => event === once).length;
    if (times !== 1) odd.push(`${once} ${times} times`);
  }
  // In doubt the engine is asked again and again, until it must have given the statement up; nothing else is to come.
  const next = world.journal.deadlines(id);
  const isAsked =
    next.length === 1 && next[0]?.name === 'reconcile' && next[0].atMs - Date.now() < RECONCILE_MAX_MS;
  if (status === 'in_doubt' ? !isAsked : next.length > 0) odd.push(`to come: ${JSON.stringify(next)}`);
  // A private word whose answer was lost is not said again: nobody can tell whether it arrived.
  const given_up = world.journal
    .buried()
    .filter((row) => !row.includes('"type":"whisper"') || !row.endsWith('answer_lost'));
  return [...odd, ...given_up.map((row) => `given up: ${row}`)];
}
