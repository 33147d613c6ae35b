/** What has to be said in the thread under a card: in which words, naming whom, and what may have become moot by then. */
import { at, lockScreen } from './card.ts';
import { type Act, isOver, type Life } from './life.ts';
import type { Told } from './told.ts';

export type Line = {
  readonly about: 'act' | Told['what'];
  /** Of the lock screen, in each way in which it may be right; with `isBegun` that is how it begins. */
  readonly firsts: string[];
  readonly isBegun?: true;
  /** The message itself, in each way in which it may be right; none: it is not looked at. */
  readonly says: string[];
  /** From this moment of the test's own count on. */
  readonly fromTick: number;
  /** What it says is over since then: it may be left out, if it had not been sent yet. */
  mootTick: number;
  /** What is reminded of. */
  readonly reminder?: Reminder;
};

type Reminder = Extract<Told, { readonly what: 'reminded' }>;

const ROLES = { scribe: 'scribe', communications: 'communications', responder: 'responder' } as const;

/** `life` is as it is after the act. */
export function lineOfAct(life: Life, act: Act, by: string, tick: number): Line | null {
  const { id } = life;
  const line = (first: string, ...says: string[]): Line => ({
    about: 'act',
    firsts: [lockScreen(life, `${id}${first}`)],
    says,
    fromTick: tick,
    mootTick: Infinity,
  });
  const who = `<@${by}>`;
  switch (act.do) {
    case 'step':
      return line(` ${act.to}`, `${act.to.slice(0, 1).toUpperCase()}${act.to.slice(1)} by ${who}`);
    case 'resolve':
      return line(` resolved: ${act.summary}`, `Resolved by ${who}: ${act.summary}`);
    case 'close':
      return line(' closed', `Closed by ${who}: it is documented.`);
    case 'reopen':
      return line(` reopened: ${act.reason}`, `Reopened by ${who}: ${act.reason}`);
    case 'severity':
      return line(` is now ${act.to}`);
    case 'take':
      return line(' has a commander', `${who} takes command.`);
    case 'join':
      return line(': somebody joined', `${who} joined.`);
    case 'assign':
      return act.role === 'commander'
        ? { ...line(': you have the command.'), isBegun: true }
        : line(`: ${ROLES[act.role]}`);
    case 'note':
      return line(` note: ${act.text}`, `📝 ${who}: ${act.text}`);
    case 'snooze':
      return line(`: snoozed for ${lengthOf(act.forMs)}`);
    case 'postmortem':
      return act.item === null
        ? line(': the post-mortem is written', `Post-mortem written by ${who}.`)
        : line(`: to do, ${act.item.text}`);
    case 'done':
      return line(` done: ${life.items[act.item - 1]?.text ?? ''}`);
  }
}

function lengthOf(ms: number): string {
  const minutes = ms / 60_000;
  return minutes < 59.5 ? `${Math.round(minutes)} min` : `${Number((minutes / 60).toFixed(1))} h`;
}

/** `life` is as it is after it was told. */
export function lineOfTold(life: Life, told: Told, tick: number): Line {
  const { id, severity, title, dueAtMs } = life;
  const line = { about: told.what, fromTick: tick, mootTick: Infinity } as const;
  if (told.what === 'reminded')
    return { ...line, firsts: [lockScreen(life, reminderText(life, told))], says: [], reminder: told };
  if (told.what === 'asked')
    return {
      ...line,
      firsts: [lockScreen(life, `${id} (${severity}): where do things stand? ${title}`)],
      says: [
        `<@${told.whom}>, where do things stand? Nobody has said so of ${severity} ${id} for a while. Add a note, or move it on.`,
      ],
    };
  const what = told.isLate ? 'nobody has responded in time' : 'nobody has responded yet';
  const due = `${told.isLate ? 'It was due' : 'Due'} ${at(dueAtMs)}`;
  const { contact } = told;
  const turn = contact?.ping === null ? ` Turn to ${contact.reach ?? ''}, who cannot be told in Slack.` : '';
  const pages =
    contact?.isPaged === true && !life.isDrill ? ' They are paged as well.' : ' This does not page.';
  return {
    ...line,
    firsts: [lockScreen(life, `${id} (${severity}): ${what}. ${title}`)],
    says: [
      `${contact?.ping ?? holder(life)}, ${what}: ${severity} ${id}, ${title}. ${due}. Press Acknowledge, or find somebody who does.${turn}${pages}`,
    ],
  };
}

function reminderText(life: Life, { ofPostmortem, ofItems }: Reminder): string {
  const { id, title, postmortem } = life;
  const things = ofItems.length === 1 ? '1 thing is' : `${ofItems.length} things are`;
  const missing = postmortem === 'earlier' ? 'is from before it was reopened' : 'is not written yet';
  const what = ofPostmortem ? `the post-mortem ${missing}` : `${things} still to be done`;
  return `${id} ${title}: ${what}`;
}

/** Where a contact is not in Slack, whoever has it is to turn to them: as it is when it is sent. */
const holder = ({ commander, declaredBy }: Life): string => `<@${commander ?? declaredBy}>`;

/** After an act: what was owed and has not been sent yet is moot by it, or is said in other words. */
export function overtake(lines: readonly Line[], life: Life, act: Act, sentTick: number, tick: number): void {
  for (const line of lines) {
    if (line.fromTick <= sentTick || line.mootTick < tick) continue;
    const left = line.reminder === undefined ? null : leftOf(life, line.reminder);
    if (isMootBy(line, life, act, left)) line.mootTick = tick;
    else if (left !== null) line.firsts.push(lockScreen(life, reminderText(life, left)));
    else if (line.about === 'called' && (act.do === 'take' || act.do === 'assign'))
      line.says.push(...line.says.map((text) => text.replace(/^<@[^>]*>(?=.* Turn to )/, holder(life))));
  }
}

/** What was done while the message waited for its turn is left out of it. */
function leftOf(life: Life, { what, ofPostmortem, ofItems }: Reminder): Reminder {
  return {
    what,
    ofPostmortem: ofPostmortem && life.postmortem !== 'written',
    ofItems: ofItems.filter((number) => life.items[number - 1]?.isDone === false),
  };
}

function isMootBy({ about }: Line, life: Life, act: Act, left: Reminder | null): boolean {
  switch (about) {
    case 'act':
      return false;
    case 'called':
      // Timed anew, it is told of at another time.
      return act.do === 'step' || act.do === 'resolve' || act.do === 'severity';
    case 'asked':
      return isOver(life) || ['step', 'severity', 'note', 'assign'].includes(act.do);
    case 'reminded':
      return left === null || !(left.ofPostmortem || left.ofItems.length > 0);
  }
}
