/** The engine: tables with a history, grants, and every statement that ever arrived, with what became of it. */
import type { ReadResult, Row, SendResult, Warehouse } from '../../src/check/warehouse.ts';
import type { Dice } from '../fuzz/dice.ts';
import type { Owner, Turns } from './turns.ts';
import type { Weather } from './weather.ts';
import type { Wire } from './wire.ts';

export type Received = {
  readonly text: string;
  readonly principal: string;
  readonly warehouse: string;
  /** When its first byte left the bot. */
  readonly leftAtMs: number;
  readonly arrivedAtMs: number;
  /** When the engine is done with it at the latest, by its own STATEMENT_TIMEOUT. */
  readonly endsByMs: number;
  appliedAtMs: number | null;
};

export type Change = { readonly atMs: number; readonly of: 'table' | 'grants' };

export type Lakehouse = {
  readonly received: readonly Received[];
  /** What statements that leave never arrive: they left all the same. */
  readonly left: readonly { readonly text: string; readonly leftAtMs: number }[];
  /** Every change of what is measured as evidence. */
  readonly changes: readonly Change[];
  readonly version: () => number;
  readonly read: (text: string) => ReadResult;
  readonly arrive: (sent: Omit<Received, 'appliedAtMs' | 'arrivedAtMs'>) => Received;
  readonly leave: (text: string) => void;
  /** Null: it ran. Otherwise what the engine says. */
  readonly apply: (received: Received) => string | null;
  readonly writeElsewhere: () => void;
  readonly revokeElsewhere: () => void;
};

const HOLDER = 'david@bank.example';

export function openLakehouse(nowMs: () => number): Lakehouse {
  const received: Received[] = [];
  const left: { text: string; leftAtMs: number }[] = [];
  const changes: Change[] = [];
  const history: Row[] = Array.from({ length: 4 }, (_, version) => ({ version, operation: 'WRITE' }));
  let granted = true;

  function commitVersion(operation: string): void {
    history.push({ version: history.length, operation });
    changes.push({ atMs: nowMs(), of: 'table' });
  }
  function setGranted(isGranted: boolean): void {
    if (granted !== isGranted) changes.push({ atMs: nowMs(), of: 'grants' });
    granted = isGranted;
  }

  return {
    received,
    left,
    changes,
    version: () => history.length - 1,
    read: (text) => {
      if (text.startsWith('DESCRIBE HISTORY')) return readOf(history.toReversed().slice(0, 10));
      if (text.startsWith('SHOW GRANTS')) return readOf(granted ? [{ principal: HOLDER }] : []);
      return { outcome: 'refused', errorClass: 'PARSE_SYNTAX_ERROR', message: text };
    },
    leave: (text) => void left.push({ text, leftAtMs: nowMs() }),
    arrive: (sent) => {
      const arrived = { ...sent, arrivedAtMs: nowMs(), appliedAtMs: null };
      received.push(arrived);
      return arrived;
    },
    apply: (statement) => {
      const restored = /^RESTORE TABLE .* TO VERSION AS OF (\d+)/.exec(statement.text);
      if (restored === null && !statement.text.startsWith('REVOKE ')) return 'PARSE_SYNTAX_ERROR';
      if (restored !== null && Number(restored[1]) >= history.length) return 'VERSION_NOT_FOUND';
      statement.appliedAtMs = nowMs();
      if (restored === null) setGranted(false);
      else commitVersion('RESTORE');
      return null;
    },
    writeElsewhere: () => commitVersion('WRITE'),
    revokeElsewhere: () => setGranted(!granted),
  };
}

function readOf(rows: readonly Row[]): ReadResult {
  return { outcome: 'read', columns: Object.keys(rows[0] ?? {}), rows, truncated: false, takenMs: 5 };
}

export type Identity = { readonly principal: string; readonly warehouse: string };

const READ_TIMEOUT_MS = 5_000;
/** How long a statement that has left may be on its way. */
const TRAVEL_MAX_MS = 2_000;
const GRACE_MS = 5_000;

type Deps = {
  readonly lakehouse: Lakehouse;
  readonly identity: () => Identity;
  readonly owner: Owner;
  readonly turns: Turns;
  readonly wire: Wire;
  readonly weather: Weather;
  readonly dice: Dice;
};

export function warehousePort(deps: Deps): Warehouse {
  const { lakehouse, identity, wire, weather, dice } = deps;
  const lags = () => ({ outMs: weather.lagMs(2_000), backMs: weather.lagMs(4_000) });
  return {
    identity: () => Promise.resolve(identity()),
    read: ({ text }) =>
      wire<ReadResult>({
        what: 'read',
        effect: () => lakehouse.read(text),
        fate: weather.strikes(25) ? 'unheard' : 'answered',
        ...lags(),
        timeoutMs: READ_TIMEOUT_MS,
        fallback: () => ({ outcome: 'unavailable', message: 'no answer' }),
        lateMaxMs: 0,
      }),
    send: async (text, { timeoutMs, guard }) => {
      const session = await wire<boolean>({
        what: 'opens a session',
        effect: () => true,
        fate: weather.strikes(20) ? 'unheard' : 'answered',
        // Seconds at times: long enough for others to meet what is claimed and not yet sent.
        outMs: weather.strikes(10)
          ? dice.pick([dice.below(24_000), 19_000 + dice.below(1_500)])
          : dice.below(2_500),
        backMs: weather.lagMs(3_000),
        timeoutMs: READ_TIMEOUT_MS,
        fallback: () => false,
        lateMaxMs: 0,
      });
      if (!session) return { outcome: 'not_sent', message: 'No session could be opened.' };
      if (!(await guard())) return { outcome: 'not_sent', message: 'It was called off.' };
      // From the guard's yes to the first byte there is no turn: what is asked last is asked last.
      return sent(deps, text, timeoutMs);
    },
    close: () => Promise.resolve(),
  };
}

type Course = 'runs' | 'refused' | 'never_arrives' | 'answer_lost' | 'hangs';

function sent(deps: Deps, text: string, timeoutMs: number): Promise<SendResult> {
  const { lakehouse, identity, owner, turns, weather, dice } = deps;
  const course: Course = weather.strikes(4)
    ? dice.pick(['refused', 'never_arrives', 'answer_lost', 'answer_lost', 'hangs'] as const)
    : 'runs';
  const leftAtMs = turns.nowMs();
  lakehouse.leave(text);
  turns.note(`${owner.name} sends ${text}: ${course}`);
  const lost: SendResult = { outcome: 'unknown', message: 'It was sent, and there is no answer.' };
  return new Promise((resolve) => {
    const hear = (inMs: number, result: SendResult): void =>
      void turns.at({ kind: 'call', owner, what: `hears ${result.outcome}`, inMs }, () => resolve(result));
    if (course === 'never_arrives') {
      hear(dice.oneIn(2) ? dice.below(1_000) : timeoutMs + GRACE_MS, lost);
      return;
    }
    if (course === 'answer_lost') hear(dice.oneIn(2) ? dice.below(3_000) : timeoutMs + GRACE_MS, lost);
    if (course === 'hangs') hear(timeoutMs + weather.lagMs(GRACE_MS), lost);
    // In the engine nobody dies with the bot: neither what has arrived nor what is on its way.
    const engine = { kind: 'call', owner: null } as const;
    turns.at({ ...engine, what: 'the engine receives', inMs: weather.lagMs(TRAVEL_MAX_MS) }, () => {
      const who = { ...identity(), leftAtMs, endsByMs: turns.nowMs() + timeoutMs };
      const statement = lakehouse.arrive({ text, ...who });
      if (course === 'hangs') return;
      const runsMs = weather.strikes(3) ? dice.below(timeoutMs) : weather.lagMs(10_000);
      turns.at({ ...engine, what: 'the engine runs', inMs: runsMs }, () => {
        const refusal = course === 'refused' ? 'TABLE_IS_BUSY' : lakehouse.apply(statement);
        if (course === 'answer_lost') return;
        const result: SendResult =
          refusal === null
            ? { outcome: 'succeeded', rows: [{ num_restored_files: 1 }], takenMs: runsMs }
            : { outcome: 'failed', errorClass: refusal, message: refusal };
        hear(weather.lagMs(2_000), result);
      });
    });
  });
}
