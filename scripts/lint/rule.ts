/** The little of oxlint's (and ESLint's) plug-in interface that the rules of this house use. */
export type Node = {
  readonly type: string;
  readonly name?: string;
  readonly value?: string | number | boolean | null;
  readonly source?: Node | null;
  readonly importKind?: 'type' | 'value';
  readonly exportKind?: 'type' | 'value';
  readonly callee?: Node;
  readonly object?: Node;
  readonly property?: Node;
  readonly parent?: Node;
  readonly arguments?: readonly Node[];
  readonly specifiers?: readonly Node[];
  readonly imported?: Node;
  readonly id?: Node | null;
  readonly init?: Node | null;
  readonly superClass?: Node | null;
};

export type Context = {
  readonly cwd: string;
  readonly filename: string;
  readonly sourceCode: { readonly isGlobalReference: (node: Node) => boolean };
  readonly report: (problem: { readonly node: Node; readonly message: string }) => void;
};

export type Visitor = { readonly [nodeType: string]: (node: Node) => void };
