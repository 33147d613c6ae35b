/**
 * A process that can die between any two of its calls to the outside. Whatever it waits for then is never answered, so
 * nothing that it had begun goes on: what is left of it is what the store and Slack have.
 */
export type Mortal = {
  readonly isAlive: () => boolean;
  /**
   * It dies at its n-th call from now, of those by one port where that is named: before it is made, or when it has been
   * done and before the answer is heard.
   */
  readonly dieAt: (calls: number, when: 'before' | 'after', port?: PortName) => void;
  readonly die: () => void;
  readonly died: Promise<void>;
  /** Calls under way; and all that were ever made, to see whether anything has happened. */
  readonly underWay: () => number;
  readonly calls: () => number;
  readonly port: <Port extends object>(name: PortName, port: Port) => Port;
};

export type PortName = 'journal' | 'messenger' | 'pagers' | 'directory';

type Fate = { left: number; readonly when: 'before' | 'after'; readonly port: PortName | undefined };

const never = new Promise<never>(() => undefined);

export function mortal(): Mortal {
  let isAlive = true;
  let underWay = 0;
  let calls = 0;
  let fate: Fate | null = null;
  const { promise: died, resolve } = Promise.withResolvers<void>();
  const die = (): void => {
    isAlive = false;
    resolve();
  };

  function call(port: PortName, run: () => Promise<unknown>): Promise<unknown> {
    if (!isAlive) return never;
    calls += 1;
    if (fate !== null && (fate.port ?? port) === port) fate.left -= 1;
    const isFatal = fate?.left === 0;
    if (isFatal && fate?.when === 'before') {
      die();
      return never;
    }
    underWay += 1;
    const answered = run().finally(() => {
      underWay -= 1;
      if (isFatal) die();
    });
    return answered.then(
      (answer) => (isAlive ? answer : never),
      (error: unknown) => (isAlive ? Promise.reject(error as Error) : never),
    );
  }

  return {
    isAlive: () => isAlive,
    dieAt: (left, when, port) => void (fate = { left, when, port }),
    die,
    died,
    underWay: () => underWay,
    calls: () => calls,
    port: (name, port) => wrapped(port, (run) => call(name, run)),
  };
}

/** All functions of a port answer promises; what is in it beside functions is a port of its own. */
function wrapped<Port extends object>(
  port: Port,
  call: (run: () => Promise<unknown>) => Promise<unknown>,
): Port {
  const parts = Object.entries(port).map(([name, part]: [string, unknown]) => {
    if (typeof part === 'function')
      return [name, (...given: unknown[]) => call(() => (part as Asynchronous).apply(port, given))];
    return [name, typeof part === 'object' && part !== null ? wrapped(part, call) : part];
  });
  return Object.fromEntries(parts) as Port;
}

type Asynchronous = (...given: unknown[]) => Promise<unknown>;
