/** Plain data and functions; the one thing that must be a class is an error, because `throw` and `instanceof` ask for it. */
import type { Context, Node, Visitor } from './rule.ts';

export const noClasses = {
  create(context: Context): Visitor {
    if (context.filename.endsWith('.d.ts')) return {}; // somebody else's class, described
    const check = (node: Node): void => {
      if (node.superClass?.name?.endsWith('Error') === true) return;
      context.report({
        node,
        message: 'only errors are classes: make it a function that returns readonly data',
      });
    };
    return { ClassDeclaration: check, ClassExpression: check };
  },
};
