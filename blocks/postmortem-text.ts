/** The post-mortem in Markdown, drawn from the incident and its timeline. Whatever was written is text in it. */
import type { ActionItem } from '../src/incident/postmortem.ts';
import type { Incident, ResponseStep } from '../src/incident/state.ts';
import type { Timeline, TimelineItem } from '../src/incident/timeline.ts';
import type { CheckLine } from './incident-card.ts';
import { STATUS_LABELS, VERDICT_MARKS } from './incident-card.ts';
import { duration } from './kit.ts';
import { TIMELINE_FILE_CHARACTERS_MAX } from './limits.ts';
import { CUT, lastThatFit, type Names, spelled, timeIn } from './timeline.ts';
import { timelineWords } from './timeline-words.ts';

export type PostmortemData = {
  readonly incident: Incident;
  readonly timeline: Timeline;
  readonly checks: readonly CheckLine[];
  readonly areaTitle: string | null;
  readonly names: Names;
  /** The team's, as an IANA name. */
  readonly zone: string;
};

export function postmortemMarkdown(data: PostmortemData): string {
  const { id, title } = data.incident;
  const body = postmortemBody(data, TIMELINE_FILE_CHARACTERS_MAX);
  return [`# Post-mortem of ${id}: ${text(title)}`, body].join('\n');
}

/** Below its heading; of what was run and of the timeline so many characters each. */
export function postmortemBody(data: PostmortemData, listCharactersMax: number): string {
  const { incident } = data;
  const { postmortem } = incident;
  return [
    facts(data),
    section('Impact', [paragraphOf(postmortem?.impact ?? incident.affected ?? '')]),
    section('Times', times(data)),
    section('Contributing factors', [paragraphOf(postmortem?.factors ?? '')]),
    section('What was run, and who approved it', requests(data, listCharactersMax)),
    section('What the checks said', data.checks.map(checkLine)),
    section('Resolution', [paragraphOf(incident.resolution ?? '')]),
    section(
      'To do',
      (postmortem?.items ?? []).map((item) => todoLine(data, item)),
    ),
    section('Timeline', timelineLines(data, listCharactersMax)),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string {
  return `\n## ${title}\n\n${lines.length === 0 ? 'Nothing.' : lines.join('\n')}\n`;
}

function facts({ incident, areaTitle, names }: PostmortemData): string {
  const { severity, status, declaredBy, commander, drill } = incident;
  const lines = [
    `Severity: ${severity}`,
    `Status: ${STATUS_LABELS[status]}`,
    ...(areaTitle === null ? [] : [`Area: ${text(areaTitle)}`]),
    `Declared by: ${nameOf(names, declaredBy)}`,
    ...(drill === true
      ? ['Drill: nobody was paged, what was approved did not run, and it is not counted']
      : []),
    `Commander: ${commander === null ? 'nobody' : nameOf(names, commander)}`,
  ];
  return `\n${lines.map((line) => `- ${line}`).join('\n')}\n`;
}

const TOLD = {
  acknowledged: 'Acknowledged',
  assessed: 'Assessed',
  investigating: 'Investigated',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
  closed: 'Closed',
} as const satisfies { [step in ResponseStep]: string };

/** Each with how long it took from the declaration on. */
function times({ incident, zone, names }: PostmortemData): readonly string[] {
  const { declaredAtMs, steps, clock } = incident;
  const [first] = steps;
  const late = clock.breachedAtMs === null ? 'in time' : 'response time missed';
  return [
    `- Declared: ${timeIn(zone, declaredAtMs)}`,
    ...(first === undefined ? [] : [`- Response: after ${duration(first.atMs - declaredAtMs)}, ${late}`]),
    ...steps.map(
      ({ step, by, atMs }) =>
        `- ${TOLD[step]}: ${timeIn(zone, atMs)}, after ${duration(atMs - declaredAtMs)}, by ${nameOf(names, by)}`,
    ),
  ];
}

/** Each request with what became of it: who asked, who said yes, what the platform showed. */
function requests({ timeline, names }: PostmortemData, charactersMax: number): readonly string[] {
  const byRequest = Map.groupBy(
    timeline.items.filter((item) => item.of === 'approval'),
    ({ id }) => id,
  );
  const lines = [...byRequest.values()].flatMap((items) => items.flatMap((item) => requestLine(item, names)));
  return cut(lines, false, charactersMax);
}

function cut(all: readonly string[], isCut: boolean, charactersMax: number): readonly string[] {
  const lines = lastThatFit(all, charactersMax);
  return isCut || lines.length < all.length ? [CUT, '', ...lines] : lines;
}

function requestLine(item: TimelineItem, names: Names): readonly string[] {
  const told = timelineWords(item);
  return told === null ? [] : [`- ${text(spelled(told, names))}`];
}

function checkLine({ label, last }: CheckLine): string {
  const said = last === null ? 'was still running' : `${VERDICT_MARKS[last.verdict]} ${last.sentence}`;
  return `- ${text(`${label}: ${said}`)}`;
}

function todoLine({ names, zone }: PostmortemData, { text: what, owner, dueAtMs, done }: ActionItem): string {
  const [day] = timeIn(zone, dueAtMs).split(' ');
  return `- [${done === undefined ? ' ' : 'x'}] ${text(what)} (${nameOf(names, owner)}, by ${day})`;
}

function timelineLines({ timeline, names, zone }: PostmortemData, charactersMax: number): readonly string[] {
  const lines = timeline.items.flatMap((item) => {
    const told = timelineWords(item);
    return told === null ? [] : [`- ${timeIn(zone, item.atMs)} ${told.mark} ${text(spelled(told, names))}`];
  });
  return cut(lines, timeline.isCut, charactersMax);
}

function nameOf(names: Names, user: string): string {
  return text(names.get(user) ?? user);
}

function paragraphOf(written: string): string {
  const lines = written.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? 'Not written yet.' : lines.map(text).join('\n\n');
}

/**
 * What becomes an address, a mention, an issue or an emoji. Where Markdown is shown these are looked for once it is read, when a
 * backslash is gone, so they are taken apart by a space that has no width.
 */
const LIVE = /@|(?<=[a-z]\\?):(?=\S)|(?<=www\\)\.|(?<!\d):(?=[\w+-]+:)|#(?=\d)/gi;

/** Nothing of it links, formats, calls anybody, or begins a list or a heading. */
export function text(written: string): string {
  const flat = written.replaceAll(/\s+/g, ' ').trim();
  return flat
    .replaceAll(/[\\`*_{}[\]()<>#|~!&]/g, String.raw`\$&`)
    .replace(/^(\d+(?=\.)|(?=[-+=]))/, '$1\\')
    .replaceAll(/(https?|mailto|www)([:.])/gi, String.raw`$1\$2`)
    .replaceAll(LIVE, '$&\u200b');
}
