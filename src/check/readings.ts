/**
 * What the runbook reads from a service's metrics. Counters only ever add up since the service started, which may be weeks
 * ago, so it is looked at twice and what counts is what came in between. Where nothing came, or the service started anew,
 * there is no value: never that of all time in place of it.
 */
import type { Reading, Readings } from '../runbook/schema-readings.ts';
import type { Http, HttpAddress, HttpAnswer } from './http.ts';
import { parseMetrics, type Sample, type Samples } from './prometheus.ts';
import type { ReadResult, Row } from './warehouse.ts';

type Wish = { readonly address: HttpAddress; readonly apartMs: number; readonly readings: Readings };
type Limits = { readonly timeoutMs: number; readonly rowsMax: number };

/** reading is its id in the runbook, metric its label. */
const COLUMNS = ['metric', 'value', 'unit', 'reading'];
const DIGITS = 4;

export async function readMetrics(
  http: Http,
  wish: Wish,
  { timeoutMs, rowsMax }: Limits,
): Promise<ReadResult> {
  const { address, apartMs } = wish;
  const first = await http.get(address, { timeoutMs: timeoutMs - apartMs });
  if (!isRead(first)) return unread(first);
  await http.pause(apartMs);
  const leftMs = Math.max(1, Math.floor(timeoutMs - apartMs - first.takenMs));
  const second = await http.get(address, { timeoutMs: leftMs });
  if (!isRead(second)) return unread(second);
  const [before, after] = [parseMetrics(first.body), parseMetrics(second.body)];
  const wrong = [before, after].find((scraped) => !scraped.ok);
  if (wrong !== undefined && !wrong.ok)
    return { outcome: 'unavailable', message: `its answer is not Prometheus’ text format: ${wrong.problem}` };
  if (!before.ok || !after.ok) return { outcome: 'unavailable', message: 'its answer is not understood' };
  const looks = { before: before.samples, after: after.samples, seconds: (second.atMs - first.atMs) / 1_000 };
  const found = Object.entries(wish.readings).map(([id, reading]) => ({
    id,
    reading,
    ...valueOf(reading, looks),
  }));
  const [remark] = found.flatMap(({ reading, why }) => (why === null ? [] : [`${reading.label}: ${why}`]));
  return {
    outcome: 'read',
    columns: COLUMNS,
    rows: found.map(({ id, reading, value }) => rowOf(id, reading, value)).slice(0, rowsMax),
    truncated: found.length > rowsMax,
    takenMs: Math.round(first.takenMs + apartMs + second.takenMs),
    ...(remark === undefined ? {} : { remark }),
  };
}

type Read = Extract<HttpAnswer, { readonly outcome: 'answered' }> & { readonly body: string };

function isRead(answer: HttpAnswer): answer is Read {
  return answer.outcome === 'answered' && answer.status === 200 && answer.body !== null;
}

function unread(answer: HttpAnswer): ReadResult {
  if (answer.outcome !== 'answered') return { outcome: 'unavailable', message: answer.message };
  const message =
    answer.status === 200 ? 'its answer is too large to be read' : `it answered HTTP ${answer.status}`;
  return { outcome: 'unavailable', message };
}

function rowOf(id: string, { label, unit, times }: Reading, value: number | null): Row {
  const told = value === null ? null : Number((value * times).toPrecision(DIGITS));
  return { metric: label, value: told, unit, reading: id };
}

type Looks = { readonly before: Samples; readonly after: Samples; readonly seconds: number };
type Value = { readonly value: number | null; readonly why: string | null };

const none = (why: string): Value => ({ value: null, why });
const some = (value: number): Value =>
  Number.isFinite(value) ? { value, why: null } : none('what it says is not a number');

function valueOf(reading: Reading, looks: Looks): Value {
  switch (reading.take) {
    case 'value':
      return gauge(reading, looks.after);
    case 'rate': {
      const grown = growth(looks, reading.metric, reading.where);
      return typeof grown === 'string' ? none(grown) : some(grown / looks.seconds);
    }
    case 'share':
      return quotient(
        growth(looks, reading.metric, { ...reading.where, ...reading.part }, 'may be none'),
        growth(looks, reading.metric, reading.where),
      );
    case 'average':
      return quotient(
        growth(looks, `${reading.metric}_sum`, reading.where),
        growth(looks, `${reading.metric}_count`, reading.where),
      );
    case 'quantile':
      return quantile(reading, looks);
  }
}

function gauge({ metric, where, of }: Extract<Reading, { readonly take: 'value' }>, samples: Samples): Value {
  const shown = matching(samples, metric, where);
  if (shown.length === 0) return none(`there is no ${metric}`);
  if (of === undefined) return some(sum(shown));
  const whole = matching(samples, of, where);
  if (whole.length === 0) return none(`there is no ${of}`);
  return sum(whole) > 0 ? some(sum(shown) / sum(whole)) : none(`${of} is nothing`);
}

function quotient(part: number | string, whole: number | string): Value {
  if (typeof whole === 'string') return none(whole);
  if (typeof part === 'string') return none(part);
  return whole > 0 ? some(part / whole) : none('nothing was counted between the two looks');
}

/** By how much it has grown, or in words why nobody can say. A series that is new began at nothing. */
function growth(
  { before, after }: Looks,
  metric: string,
  where: Reading['where'],
  absent?: 'may be none',
): number | string {
  const now = matching(after, metric, where);
  const then = new Map(matching(before, metric, where).map((sample) => [keyOf(sample), sample.value]));
  if (now.length === 0 && then.size === 0) return absent === undefined ? `there is no ${metric}` : 0;
  const grown = now.map((sample) => sample.value - (then.get(keyOf(sample)) ?? 0));
  const kept = new Set(now.map(keyOf));
  if (grown.some((each) => !(each >= 0)) || [...then.keys()].some((key) => !kept.has(key)))
    return 'the service has started anew between the two looks';
  return grown.reduce((total, each) => total + each, 0);
}

/** As Prometheus works it out: even within a bucket, and what is beyond the last bound counts as that bound. */
function quantile(reading: Extract<Reading, { readonly take: 'quantile' }>, looks: Looks): Value {
  const name = `${reading.metric}_bucket`;
  const bounds = [
    ...new Set(matching(looks.after, name, reading.where).map(({ labels }) => labels.get('le'))),
  ];
  const buckets: { readonly bound: number; readonly count: number }[] = [];
  for (const le of bounds) {
    const grown = le === undefined ? 'a bucket has no bound' : growth(looks, name, { ...reading.where, le });
    if (typeof grown === 'string') return none(grown);
    buckets.push({ bound: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), count: grown });
  }
  buckets.sort((a, b) => a.bound - b.bound);
  const all = buckets.at(-1);
  if (all === undefined || all.bound !== Number.POSITIVE_INFINITY) return none(`there is no whole ${name}`);
  if (all.count === 0) return none('nothing was counted between the two looks');
  const wanted = reading.quantile * all.count;
  const index = buckets.findIndex(({ count }) => count >= wanted);
  const [below, at] = [buckets[index - 1], buckets[index]];
  const from = { bound: below?.bound ?? 0, count: below?.count ?? 0 };
  if (at === undefined || at.bound === Number.POSITIVE_INFINITY) return some(from.bound);
  return some(from.bound + ((at.bound - from.bound) * (wanted - from.count)) / (at.count - from.count));
}

function matching(samples: Samples, metric: string, where: Reading['where']): readonly Sample[] {
  return (samples.get(metric) ?? []).filter(({ labels }) =>
    Object.entries(where).every(([name, wanted]) => {
      const value = labels.get(name) ?? '';
      return wanted.endsWith('*') ? value.startsWith(wanted.slice(0, -1)) : value === wanted;
    }),
  );
}

function keyOf({ labels }: Sample): string {
  return JSON.stringify([...labels].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { value }) => total + value, 0);
}
