/**
 * The text format in which services tell their metrics, read strictly: what is not it is refused as a whole, since half of
 * what a service counts is worth nothing. https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export type Sample = { readonly labels: ReadonlyMap<string, string>; readonly value: number };

/** By name. A histogram's samples are under `x_bucket`, `x_sum` and `x_count`. */
export type Samples = ReadonlyMap<string, readonly Sample[]>;

export type Scraped =
  | { readonly ok: true; readonly samples: Samples }
  /** Words that follow a colon; nothing of the text is in them. */
  | { readonly ok: false; readonly problem: string };

export const SCRAPE_LINES_MAX = 50_000;
const LINE_CHARACTERS_MAX = 10_000;
const LABELS_MAX = 60;

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[ \t]*([a-zA-Z_]\w*)[ \t]*=[ \t]*"((?:[^"\\]|\\[\\"n])*)"[ \t]*/y;
const VALUE =
  /^[ \t]*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?Inf|NaN)(?:[ \t]+-?\d{1,19})?[ \t]*$/;

export function parseMetrics(text: string): Scraped {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (lines.length > SCRAPE_LINES_MAX)
    return { ok: false, problem: `they have more than ${SCRAPE_LINES_MAX} lines` };
  const samples = new Map<string, Sample[]>();
  const series = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const wrong = (what: string): Scraped => ({ ok: false, problem: `line ${index + 1} ${what}` });
    if (line.length > LINE_CHARACTERS_MAX) return wrong(`is longer than ${LINE_CHARACTERS_MAX} characters`);
    if (line.trim() === '' || line.startsWith('#')) continue;
    const read = sampleOf(line);
    if (read === null) return wrong('is not a sample');
    // Twice the same is two answers to one question.
    const key = JSON.stringify([
      read.name,
      ...[...read.sample.labels].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ]);
    if (series.has(key)) return wrong('says again what an earlier one has said');
    series.add(key);
    const known = samples.get(read.name);
    if (known === undefined) samples.set(read.name, [read.sample]);
    else known.push(read.sample);
  }
  return series.size === 0 ? { ok: false, problem: 'they are empty' } : { ok: true, samples };
}

function sampleOf(line: string): { readonly name: string; readonly sample: Sample } | null {
  NAME.lastIndex = 0;
  const name = NAME.exec(line)?.[0];
  if (name === undefined) return null;
  const labelled = labelsOf(line, name.length);
  if (labelled === null) return null;
  const { labels, end } = labelled;
  const rest = line.slice(end);
  // Without braces the blank is all that parts the name from its value.
  const isParted = line[end - 1] === '}' || /^[ \t]/.test(rest);
  const value = isParted ? VALUE.exec(rest)?.[1] : undefined;
  if (value === undefined) return null;
  return { name, sample: { labels, value: numberOf(value) } };
}

function labelsOf(
  line: string,
  from: number,
): { readonly labels: ReadonlyMap<string, string>; readonly end: number } | null {
  const labels = new Map<string, string>();
  const open = /^[ \t]*\{[ \t]*/.exec(line.slice(from));
  if (open === null) return { labels, end: from };
  let at = from + open[0].length;
  while (line[at] !== '}') {
    LABEL.lastIndex = at;
    const [whole, name, value] = LABEL.exec(line) ?? [];
    if (whole === undefined || name === undefined || value === undefined) return null;
    if (labels.has(name) || labels.size >= LABELS_MAX) return null;
    labels.set(
      name,
      value.replaceAll(/\\([\\"n])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign)),
    );
    at += whole.length;
    if (line[at] === ',') at += 1;
    else if (line[at] !== '}') return null;
    while (line[at] === ' ' || line[at] === '\t') at += 1;
  }
  return { labels, end: at + 1 };
}

function numberOf(text: string): number {
  if (text === 'NaN') return Number.NaN;
  if (text.endsWith('Inf')) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}
