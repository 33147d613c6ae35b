/** Jobs and pipelines: https://docs.databricks.com/api/workspace/jobs/runnow, …/repairrun, …/pipelines/startupdate */

import type { Given, Kinds } from './call-kinds.ts';
import { object, post, quoted } from './call-text.ts';

/** Databricks starts one run for one token, however often the same call arrives. */
const RUN_NOW = '/api/2.2/jobs/run-now';
const ID = /^[1-9]\d{0,18}$/;

const jobShown = (given: Given) => [
  { label: `Job ${given.value('job')}`, value: `is ${given.id('job')} in the call` },
];

export const modelShown = (given: Given) => [
  { label: `Model ${given.value('model')}`, value: `is ${given.id('model')} in the call` },
];

export const jobKinds: Kinds<'run_job' | 'register_model_version' | 'repair_run' | 'start_pipeline'> = {
  run_job: {
    fields: { job: { type: 'choice', among: 'jobs' } },
    looks: ['job_runs', 'job'],
    takesAway: () => false,
    text: ({ id, token }) => post(RUN_NOW, { job_id: id('job'), idempotency_token: quoted(token) }),
    shown: jobShown,
  },
  /**
   * A version's files are brought by whoever registers it, and Unity Catalog keeps it pending until they are there
   * (https://mlflow.org/docs/latest/model-registry.html): no single call registers one, a job does.
   */
  register_model_version: {
    fields: {
      job: { type: 'choice', among: 'jobs' },
      model: { type: 'choice', among: 'models' },
      run: { type: 'id', of: 'training_run' },
    },
    looks: ['job_runs', 'job', 'training_run'],
    takesAway: () => false,
    text: ({ id, value, token }) => {
      const parameters = object({ model_name: quoted(id('model')), run_id: quoted(value('run')) });
      return post(RUN_NOW, {
        job_id: id('job'),
        idempotency_token: quoted(token),
        job_parameters: parameters,
      });
    },
    shown: (given) => [...jobShown(given), ...modelShown(given)],
  },
  /** The repair before it is named, so that one that comes in between makes this one refused. */
  repair_run: {
    fields: { run: { type: 'id', of: 'run' } },
    looks: ['run'],
    takesAway: () => false,
    text: ({ value, seen }) => {
      const latest = seen('run', 'latest_repair_id', ID);
      return post('/api/2.2/jobs/runs/repair', {
        run_id: value('run'),
        ...(latest === null ? {} : { latest_repair_id: latest }),
        rerun_all_failed_tasks: 'true',
      });
    },
  },
  start_pipeline: {
    fields: { pipeline: { type: 'choice', among: 'pipelines' } },
    looks: ['pipeline'],
    takesAway: () => false,
    text: ({ id }) => post(`/api/2.0/pipelines/${id('pipeline')}/updates`, { full_refresh: 'false' }),
    shown: (given) => [
      { label: `Pipeline ${given.value('pipeline')}`, value: `is ${given.id('pipeline')} in the call` },
    ],
  },
};
