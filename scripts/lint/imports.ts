/** Every import goes from a room to one that it may use. What may use what is in rooms.ts. */
import { dirname, relative, resolve } from 'node:path';
import { adapterFamily, isDependency, type Room, roomOf } from './rooms.ts';
import type { Context, Node, Visitor } from './rule.ts';

type Import = { readonly node: Node; readonly from: string; readonly typeOnly: boolean };

export const importsStayInTheirRooms = {
  create(context: Context): Visitor {
    const path = pathFromRoot(context);
    const room = roomOf(path);
    if (room === undefined) return {};
    const dependencies = new Set<string>();

    const check = (found: Import): void => {
      const complaint = found.from.startsWith('.')
        ? complaintAboutFile(room, path, found)
        : complaintAboutPackage(room, found, dependencies);
      if (complaint !== undefined) {
        context.report({ node: found.node, message: `${complaint} (${room.name}: ${room.why})` });
      }
    };
    return visitImports(check);
  },
};

export function pathFromRoot(context: Context): string {
  return relative(context.cwd, context.filename).replaceAll('\\', '/');
}

function complaintAboutFile(room: Room, path: string, { from, typeOnly }: Import): string | undefined {
  const target = relative('.', resolve(dirname(path), from)).replaceAll('\\', '/');
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return `${target} is not part of what runs`;
  if (room.name === 'adapters' && targetRoom.name === 'adapters') {
    return adapterFamily(path) === adapterFamily(target) ? undefined : `${target} is another adapter`;
  }
  if (room.uses.includes(targetRoom.name)) return undefined;
  if (room.usesTypes?.includes(targetRoom.name) === true) {
    return typeOnly ? undefined : `only types may be imported from ${target}`;
  }
  return `${target} must not be imported here`;
}

function complaintAboutPackage(room: Room, found: Import, dependencies: Set<string>): string | undefined {
  const { from, typeOnly } = found;
  const name = packageOf(from);
  if (room.name === 'adapters' && !typeOnly && isDependency(name)) {
    dependencies.add(name);
    if (dependencies.size > 1) return `${from} is a second dependency, beside ${[...dependencies][0] ?? ''}`;
  }
  if (room.packages === 'any' || room.packages.includes(name)) return undefined;
  if (room.packageTypes?.includes(name) === true) {
    return typeOnly ? undefined : `only types may be imported from ${from}`;
  }
  return `${from} must not be imported here`;
}

/** `@slack/bolt` of `@slack/bolt/dist/App.js`; Node's own modules keep their whole name. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function visitImports(check: (found: Import) => void): Visitor {
  const declared = (node: Node): void => {
    if (node.source == null) return;
    const typeOnly = node.importKind === 'type' || node.exportKind === 'type';
    check({ node, from: String(node.source.value), typeOnly });
  };
  return {
    ImportDeclaration: declared,
    ExportNamedDeclaration: declared,
    ExportAllDeclaration: declared,
    // A computed name could be anything, so it counts as a package that nobody listed.
    ImportExpression: (node) =>
      check({ node, from: String(node.source?.value ?? '(computed)'), typeOnly: false }),
    TSImportType: (node) => check({ node, from: String(node.source?.value), typeOnly: true }),
    TSImportEqualsDeclaration: (node) => check({ node, from: '(import =)', typeOnly: false }),
    CallExpression: (node) => {
      if (node.callee?.type === 'Identifier' && node.callee.name === 'require') {
        check({ node, from: '(require)', typeOnly: false });
      }
    },
  };
}
