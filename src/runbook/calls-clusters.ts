/** Clusters: https://docs.databricks.com/api/workspace/clusters/update, …/resize, …/delete, …/start */

import type { Kinds } from './call-kinds.ts';
import { object, post, quoted } from './call-text.ts';

const NUMBER = /^\d{1,6}$/;

export const clusterKinds: Kinds<
  'set_auto_termination' | 'resize_cluster' | 'terminate_cluster' | 'start_cluster'
> = {
  /** By a mask: an edit replaces the whole specification by what it is given. */
  set_auto_termination: {
    fields: { cluster: { type: 'id', of: 'cluster' }, minutes: { type: 'number' } },
    looks: ['cluster'],
    takesAway: () => false,
    text: ({ value }) =>
      post('/api/2.1/clusters/update', {
        cluster_id: quoted(value('cluster')),
        update_mask: quoted('autotermination_minutes'),
        cluster: object({ autotermination_minutes: value('minutes') }),
      }),
  },
  /** One that scales by itself goes on doing so, up to another number. */
  resize_cluster: {
    fields: { cluster: { type: 'id', of: 'cluster' }, workers: { type: 'number' } },
    looks: ['cluster'],
    takesAway: () => false,
    text: ({ value, seen }) => {
      const least = seen('cluster', 'min_workers', NUMBER);
      const size: { readonly [name: string]: string } =
        least === null
          ? { num_workers: value('workers') }
          : { autoscale: object({ min_workers: least, max_workers: value('workers') }) };
      return post('/api/2.1/clusters/resize', { cluster_id: quoted(value('cluster')), ...size });
    },
  },
  /** Its specification stays, so that it can be started again; that is what this call is named after. */
  terminate_cluster: {
    fields: { cluster: { type: 'id', of: 'cluster' } },
    looks: ['cluster'],
    takesAway: () => true,
    text: ({ value }) => post('/api/2.1/clusters/delete', { cluster_id: quoted(value('cluster')) }),
  },
  start_cluster: {
    fields: { cluster: { type: 'id', of: 'cluster' } },
    looks: ['cluster'],
    takesAway: () => false,
    text: ({ value }) => post('/api/2.1/clusters/start', { cluster_id: quoted(value('cluster')) }),
  },
};
