/** An incident as the specification tells it: what may be done with it, and what it is then. */
import { type Area, ASK_MS, chainOf, NUDGE_MS, RESPOND_MS, SEVERITY_ORDER, type Severity } from './rules.ts';

export const STATES = [
  'open',
  'acknowledged',
  'assessed',
  'investigating',
  'mitigated',
  'resolved',
  'closed',
] as const;
export type State = (typeof STATES)[number];

export type Act =
  | { readonly do: 'step'; readonly to: 'acknowledged' | 'assessed' | 'investigating' | 'mitigated' }
  | { readonly do: 'resolve'; readonly summary: string }
  | { readonly do: 'close' }
  | { readonly do: 'reopen'; readonly reason: string }
  | { readonly do: 'severity'; readonly to: Severity }
  | { readonly do: 'take' }
  | { readonly do: 'join' }
  | {
      readonly do: 'assign';
      readonly role: 'commander' | 'scribe' | 'communications' | 'responder';
      readonly to: string;
    }
  | { readonly do: 'note'; readonly text: string }
  | { readonly do: 'snooze'; readonly forMs: number }
  | {
      readonly do: 'postmortem';
      readonly item: { readonly text: string; readonly owner: string; readonly dueAtMs: number } | null;
    }
  | { readonly do: 'done'; readonly item: number };

export type Item = {
  readonly text: string;
  readonly owner: string;
  readonly dueAtMs: number;
  isDone: boolean;
  remindedAtMs: number | null;
};

export type Life = {
  readonly id: string;
  readonly title: string;
  readonly affected: string | null;
  readonly area: Area | null;
  readonly isDrill: boolean;
  readonly declaredBy: string;
  readonly declaredAtMs: number;
  severity: Severity;
  /** The gravest that it ever was. */
  worst: Severity;
  isChanged: boolean;
  state: State;
  commander: string | null;
  scribe: string | null;
  communications: string | null;
  responders: string[];
  steps: { readonly to: State; readonly by: string; readonly atMs: number }[];
  timedFromMs: number;
  dueAtMs: number;
  /** The time to respond went by, and nobody had. */
  missedAtMs: number | null;
  /** Since it was timed. */
  calls: number;
  lastCallAtMs: number;
  saidAtMs: number;
  askedAtMs: number;
  snooze: { readonly by: string; readonly untilMs: number } | null;
  /** It was night when somebody was to be told. */
  sleepUntilMs: number;
  resolution: string | null;
  reopenedFor: string | null;
  items: Item[];
  postmortem: 'none' | 'earlier' | 'written';
  postmortemRemindedAtMs: number;
};

export type Declared = Pick<
  Life,
  'id' | 'title' | 'affected' | 'area' | 'isDrill' | 'declaredBy' | 'declaredAtMs' | 'severity'
>;

export function born(declared: Declared): Life {
  const { declaredAtMs, severity } = declared;
  return {
    ...declared,
    worst: severity,
    isChanged: false,
    state: 'open',
    commander: null,
    scribe: null,
    communications: null,
    responders: [],
    steps: [],
    timedFromMs: declaredAtMs,
    dueAtMs: declaredAtMs + RESPOND_MS[severity],
    missedAtMs: null,
    calls: 0,
    lastCallAtMs: 0,
    saidAtMs: declaredAtMs,
    askedAtMs: 0,
    snooze: null,
    sleepUntilMs: 0,
    resolution: null,
    reopenedFor: null,
    items: [],
    postmortem: 'none',
    postmortemRemindedAtMs: 0,
  };
}

export const isOver = ({ state }: Life): boolean => state === 'resolved' || state === 'closed';
export const hasResponse = ({ steps }: Life): boolean => steps.length > 0;
const graver = (one: Severity, other: Severity): boolean =>
  SEVERITY_ORDER.indexOf(one) < SEVERITY_ORDER.indexOf(other);

export function owesPostmortem({ worst, postmortem }: Life): boolean {
  return (worst === 'P0' || worst === 'P1') && postmortem !== 'written';
}

/** Whether it is taken from this person, who is in the commanders' group or not. */
export function isTaken(life: Life, act: Act, by: string, isChief: boolean): boolean {
  const leads = isChief || life.commander === by;
  const { commander, scribe, communications, responders } = life;
  switch (act.do) {
    case 'step':
      return !isOver(life) && STATES.indexOf(act.to) > STATES.indexOf(life.state);
    case 'resolve':
      return !isOver(life);
    case 'close':
      return life.state === 'resolved' && leads && !owesPostmortem(life);
    case 'reopen':
      return isOver(life) && leads;
    case 'severity':
      return !isOver(life) && act.to !== life.severity && (leads || graver(act.to, life.severity));
    case 'take':
      return !isOver(life) && commander !== by && (commander === null || isChief);
    case 'join':
      return !isOver(life) && ![commander, scribe, communications, ...responders].includes(by);
    case 'assign':
      return !isOver(life) && mayBeGiven(life, act.role, act.to, by);
    case 'note':
      return true;
    case 'snooze':
      return !isOver(life) && (nextCallAtMs(life) !== null || nextAskAtMs(life) !== null);
    case 'postmortem':
      return isOver(life);
    case 'done':
      return life.items[act.item - 1]?.isDone === false;
  }
}

function mayBeGiven(
  { commander, scribe, communications, responders }: Life,
  role: Extract<Act, { do: 'assign' }>['role'],
  to: string,
  by: string,
): boolean {
  if (role === 'commander') return commander !== to && (commander === null || commander === by);
  if (role === 'responder') return commander !== to && !responders.includes(to);
  return (role === 'scribe' ? scribe : communications) !== to;
}

/** It was taken, then. */
export function happened(life: Life, act: Act, by: string, atMs: number): void {
  switch (act.do) {
    case 'step':
      return moveOn(life, act.to, by, atMs);
    case 'resolve':
      moveOn(life, 'resolved', by, atMs);
      life.resolution = act.summary;
      return;
    case 'close':
      return moveOn(life, 'closed', by, atMs);
    case 'reopen':
      moveOn(life, 'investigating', by, atMs);
      life.resolution = null;
      life.reopenedFor = act.reason;
      if (life.postmortem === 'written') life.postmortem = 'earlier';
      return;
    case 'severity':
      return retime(life, act.to, atMs);
    case 'take':
      return command(life, by);
    case 'join':
      return void life.responders.push(by);
    case 'assign':
      return assign(life, act.role, act.to, atMs);
    case 'note':
      if (!isOver(life)) life.saidAtMs = atMs;
      return;
    case 'snooze':
      life.snooze = { by, untilMs: atMs + act.forMs };
      return;
    case 'postmortem':
      life.postmortem = 'written';
      if (act.item !== null) life.items.push({ ...act.item, isDone: false, remindedAtMs: null });
      return;
    case 'done': {
      const item = life.items[act.item - 1];
      if (item !== undefined) item.isDone = true;
    }
  }
}

function moveOn(life: Life, to: State, by: string, atMs: number): void {
  if (!hasResponse(life)) missUnless(life, atMs);
  life.steps.push({ to, by, atMs });
  life.state = to;
  if (!isOver(life)) life.saidAtMs = atMs;
}

/** A miss is kept, whatever the severity is later. */
function missUnless(life: Life, inTimeAtMs: number): void {
  if (inTimeAtMs > life.dueAtMs) life.missedAtMs ??= life.dueAtMs;
}

function retime(life: Life, to: Severity, atMs: number): void {
  life.severity = to;
  life.isChanged = true;
  if (graver(to, life.worst)) life.worst = to;
  life.saidAtMs = atMs;
  life.snooze = null;
  life.sleepUntilMs = 0;
  if (hasResponse(life)) return;
  missUnless(life, atMs);
  life.timedFromMs = atMs;
  life.dueAtMs = atMs + RESPOND_MS[to];
  life.calls = 0;
}

/** Whoever commanded before goes on as one who responds. */
function command(life: Life, who: string): void {
  const before = life.commander;
  life.commander = who;
  life.responders = life.responders.filter((one) => one !== who);
  if (before !== null && !life.responders.includes(before)) life.responders.push(before);
}

function assign(life: Life, role: Extract<Act, { do: 'assign' }>['role'], to: string, atMs: number): void {
  if (role === 'scribe') life.scribe = to;
  if (role === 'communications') life.communications = to;
  if (role === 'responder') life.responders.push(to);
  if (role !== 'commander') return;
  command(life, to);
  // Handing over says where things stand.
  life.saidAtMs = atMs;
}

/** When the next of the chain is told that nobody has responded; null: nobody is. */
export function nextCallAtMs(life: Life): number | null {
  if (isOver(life) || hasResponse(life)) return null;
  const { calls, lastCallAtMs, timedFromMs, dueAtMs, severity } = life;
  const every = NUDGE_MS[severity];
  if (calls === 0) return awake(life, Math.floor((timedFromMs + dueAtMs) / 2));
  if (lastCallAtMs < dueAtMs) return awake(life, dueAtMs);
  return every === null ? null : awake(life, lastCallAtMs + every);
}

/** When whoever has it is asked where things stand; null: nobody is. */
export function nextAskAtMs(life: Life): number | null {
  const every = ASK_MS[life.severity];
  if (isOver(life) || !hasResponse(life) || every === null) return null;
  return awake(life, Math.max(life.saidAtMs, life.askedAtMs) + every);
}

function awake({ snooze, sleepUntilMs }: Life, atMs: number): number {
  return Math.max(atMs, snooze?.untilMs ?? 0, sleepUntilMs);
}

export function contactNext({ area, calls }: Life) {
  const chain = chainOf(area);
  return chain[calls % chain.length] ?? null;
}

export function whoHasIt({ commander, steps, declaredBy }: Life): string {
  return commander ?? steps.at(-1)?.by ?? declaredBy;
}
