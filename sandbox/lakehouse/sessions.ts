import { randomUUID } from 'node:crypto';
import type { Operation } from './operation.ts';

export type Principal = { readonly principal: string; readonly may: 'read' | 'change' };

export type Session = {
  readonly id: string;
  readonly owner: Principal;
  readonly configuration: { readonly [name: string]: string };
  readonly operations: Map<string, Operation>;
};

export type Sessions = {
  readonly open: (owner: Principal, configuration: Session['configuration']) => Session;
  /** Null for one that is not there, or another principal's. */
  readonly find: (id: string, caller: Principal) => Session | null;
  readonly findOperation: (
    id: string,
    caller: Principal,
  ) => { session: Session; operation: Operation } | null;
  /** Cancels what runs in it. */
  readonly close: (session: Session) => void;
  /** All of them, as when a warehouse restarts; what runs is cancelled. */
  readonly expireAll: () => void;
  readonly count: () => number;
};

export function createSessions(): Sessions {
  const sessions = new Map<string, Session>();
  const close = (session: Session) => {
    for (const operation of session.operations.values()) operation.cancel();
    sessions.delete(session.id);
  };
  const owns = (session: Session, caller: Principal) => session.owner.principal === caller.principal;
  return {
    open: (owner, configuration) => {
      const session: Session = { id: randomUUID(), owner, configuration, operations: new Map() };
      sessions.set(session.id, session);
      return session;
    },
    find: (id, caller) => {
      const session = sessions.get(id);
      return session !== undefined && owns(session, caller) ? session : null;
    },
    findOperation: (id, caller) => {
      for (const session of sessions.values()) {
        const operation = session.operations.get(id);
        if (operation !== undefined && owns(session, caller)) return { session, operation };
      }
      return null;
    },
    close,
    expireAll: () => {
      sessions.forEach(close);
    },
    count: () => sessions.size,
  };
}
