/** Clock, random, timers and the process are reached through arguments, so that a test can hold them in its hand. */
import { pathFromRoot } from './imports.ts';
import { roomOf } from './rooms.ts';
import type { Context, Node, Visitor } from './rule.ts';

/** Globals that may not be named at all, and members of those that may. */
const CLOCKS_AND_TIMERS = new Set([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
  'performance',
]);
const MEMBERS = new Set([
  'Date.now',
  'Math.random',
  'Temporal.Now',
  'crypto.randomUUID',
  'crypto.getRandomValues',
  'AbortSignal.timeout',
]);
/** Of node:crypto, which is allowed for its hashes. */
const RANDOM_NAMES = /^(?:random|getRandomValues|generateKey|webcrypto$|default$)/;

export const noClockOrRandom = {
  create(context: Context): Visitor {
    if (roomOf(pathFromRoot(context))?.pure === undefined) return {};
    const report = (node: Node, what: string): void =>
      context.report({
        node,
        message: `${what} must come in as an argument, or a test cannot hold it still`,
      });
    return {
      Identifier: (node) => {
        const name = node.name ?? '';
        if (CLOCKS_AND_TIMERS.has(name) && context.sourceCode.isGlobalReference(node)) report(node, name);
      },
      MemberExpression: (node) => {
        const member = `${globalName(node.object)}.${memberName(node)}`;
        if (MEMBERS.has(member)) report(node, member);
      },
      NewExpression: (node) => {
        if (node.callee?.name === 'Date' && node.arguments?.length === 0) report(node, 'new Date()');
      },
      CallExpression: (node) => {
        if (node.callee?.name === 'Date') report(node, 'Date()');
      },
      ImportDeclaration: (node) => {
        if (node.source?.value !== 'node:crypto' || node.importKind === 'type') return;
        for (const specifier of node.specifiers ?? []) {
          const name = specifier.imported?.name ?? 'default';
          if (RANDOM_NAMES.test(name)) report(specifier, name === 'default' ? 'all of node:crypto' : name);
        }
      },
    };
  },
};

export const noProcess = {
  create(context: Context): Visitor {
    const room = roomOf(pathFromRoot(context));
    if (room === undefined || room.process === true) return {};
    const report = (node: Node, what: string): void =>
      context.report({ node, message: `${what} belongs to src/main.ts (and the demo): pass what is needed` });
    return {
      MemberExpression: (node) => {
        const member = memberName(node);
        if (globalName(node.object) !== 'process') return;
        if (/^(?:env|exit|abort|kill|argv|exitCode)$/.test(member)) report(node, `process.${member}`);
      },
      VariableDeclarator: (node) => {
        if (globalName(node.init) === 'process') report(node, 'the process');
      },
      ImportDeclaration: (node) => {
        if (/^(?:node:)?process$/.test(String(node.source?.value))) report(node, 'node:process');
      },
    };
  },
};

/** `process` of both `process` and `globalThis.process`. */
function globalName(node: Node | null | undefined): string {
  if (node?.type === 'Identifier') return node.name ?? '';
  if (node?.type === 'MemberExpression' && node.object?.name === 'globalThis') return memberName(node);
  return '';
}

function memberName(node: Node): string {
  return node.property?.name ?? String(node.property?.value ?? '');
}
