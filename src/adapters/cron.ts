/**
 * The ticks of node-cron. Its own way to run once among many (`distributed`, `setRunCoordinator`) is not used: a
 * coordinator says who runs before the work is done, so a slot would be lost with a process that dies in between, and its
 * key is let go after half a minute. Here every replica ticks, and the commit that opens a checklist carries the slot.
 */
import { type Logger, schedule } from 'node-cron';
import type { Clockwork } from '../checklist/clockwork.ts';
import type { Log } from '../schedule/loop.ts';

export function cronClockwork(log: Log): Clockwork {
  return (schedules, zone, tick) => {
    const tasks = schedules.map(({ name, expression }) => {
      const task = schedule(expression, tick, { name, timezone: zone, unref: true, logger: loggerOf(log) });
      // A process that was busy past its second: the slot is no less due.
      task.on('execution:missed', tick);
      return task;
    });
    return () => {
      for (const task of tasks) void task.destroy();
    };
  };
}

/** node-cron writes on the console otherwise. */
function loggerOf(log: Log): Logger {
  const told = (level: 'info' | 'warn' | 'error') => (message: string | Error, error?: Error) =>
    log[level](
      message instanceof Error || error !== undefined ? { err: error ?? message } : {},
      String(message),
    );
  return { info: told('info'), warn: told('warn'), error: told('error'), debug: () => undefined };
}
