/** Which names an expression uses, read off its syntax tree: what the linter knows without running anything. */
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';

export type Names = {
  /** `params.table` is ['params', 'table']; deeper members are cut off where something else than a member follows. */
  readonly paths: readonly (readonly string[])[];
  readonly functions: readonly string[];
  /** Every member that is read, of whatever: `rows.map(r, r.user)[0]` gives `user`. */
  readonly members: readonly string[];
};

export function namesIn(expr: Expr | undefined): Names {
  const paths: (readonly string[])[] = [];
  const functions: string[] = [];
  const members: string[] = [];
  visit(expr, new Set(), { paths, functions, members });
  return { paths, functions, members };
}

type Found = {
  readonly paths: (readonly string[])[];
  readonly functions: string[];
  readonly members: string[];
};

function visit(expr: Expr | undefined, local: ReadonlySet<string>, found: Found): void {
  if (expr === undefined) return;
  const chain = chainOf(expr);
  if (chain !== undefined) {
    if (!local.has(chain[0] ?? '')) found.paths.push(chain);
    found.members.push(...chain.slice(1));
    return;
  }
  const { case: kind, value } = expr.exprKind;
  if (kind === 'selectExpr') {
    found.members.push(value.field);
    visit(value.operand, local, found);
  }
  if (kind === 'constExpr' && value.constantKind.case === 'stringValue')
    found.members.push(value.constantKind.value);
  if (kind === 'listExpr') for (const element of value.elements) visit(element, local, found);
  if (kind === 'structExpr') {
    for (const entry of value.entries) {
      if (entry.keyKind.case === 'mapKey') visit(entry.keyKind.value, local, found);
      visit(entry.value, local, found);
    }
  }
  if (kind === 'callExpr') {
    if (/^[a-z]/i.test(value.function)) found.functions.push(value.function);
    for (const part of [value.target, ...value.args]) visit(part, local, found);
  }
  if (kind === 'comprehensionExpr') {
    visit(value.iterRange, local, found);
    const inner = new Set([...local, value.iterVar, value.iterVar2, value.accuVar]);
    for (const part of [value.accuInit, value.loopCondition, value.loopStep, value.result]) {
      visit(part, inner, found);
    }
  }
}

/** A variable and its members, `a.b["c"]` included; undefined for anything else. */
function chainOf(expr: Expr | undefined): readonly string[] | undefined {
  if (expr === undefined) return undefined;
  const { case: kind, value } = expr.exprKind;
  if (kind === 'identExpr') return [value.name];
  if (kind === 'selectExpr') {
    const operand = chainOf(value.operand);
    return operand && [...operand, value.field];
  }
  if (kind === 'callExpr' && value.function === '_[_]') {
    const operand = chainOf(value.args[0]);
    const index = value.args[1]?.exprKind;
    const constant = index?.case === 'constExpr' ? index.value.constantKind : undefined;
    return operand && constant?.case === 'stringValue' ? [...operand, constant.value] : undefined;
  }
  return undefined;
}
