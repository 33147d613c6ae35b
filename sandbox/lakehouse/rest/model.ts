/** A registered model: in Unity Catalog with three parts to its name and aliases, or in the old registry with stages. */
export type Model = {
  readonly name: string;
  readonly owner: string;
  readonly createdMs: number;
  readonly aliases: { readonly [alias: string]: number };
  readonly versions: readonly ModelVersion[];
};

export type ModelVersion = {
  readonly version: number;
  readonly source: string;
  readonly runId: string;
  readonly creator: string;
  readonly createdMs: number;
  /** In Unity Catalog a version is `PENDING_REGISTRATION` until its files are there and it is finalised. */
  readonly status: 'PENDING_REGISTRATION' | 'READY';
  /** What somebody wrote beside it. */
  readonly comment?: string;
  /** Only the old registry has them. */
  readonly stage: 'None' | 'Staging' | 'Production' | 'Archived' | null;
};

/** One training run as MLflow keeps it. */
export type TrainingRun = {
  readonly runId: string;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly metrics: { readonly [name: string]: number };
  readonly params: { readonly [name: string]: string };
  readonly tags?: { readonly [name: string]: string };
};

/** Three parts make a name of Unity Catalog's. */
export const isInUnity = (name: string): boolean => name.split('.').length === 3;
