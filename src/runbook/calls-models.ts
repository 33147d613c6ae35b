/** Models of Unity Catalog: https://docs.databricks.com/api/workspace/registeredmodels/setalias, …/deletealias */
import { AppError } from '../errors.ts';
import type { Given, Kinds } from './call-kinds.ts';
import { modelShown } from './calls-jobs.ts';

/** `latest` and names such as `v2` are kept for other uses: https://mlflow.org/docs/latest/model-registry.html */
const ALIAS = /^(?!latest$|v\d+$)[\w-]{1,255}$/i;

function pathOf({ id, value }: Given): string {
  const alias = value('alias');
  if (!ALIAS.test(alias)) throw new AppError('invalid', `“${alias}” cannot be the alias of a version.`);
  return `/api/2.1/unity-catalog/models/${id('model')}/aliases/${alias}`;
}

export const modelKinds: Kinds<'set_model_alias' | 'delete_model_alias'> = {
  /** The same call again changes nothing: an alias points to one version. */
  set_model_alias: {
    fields: {
      model: { type: 'choice', among: 'models' },
      alias: { type: 'choice' },
      version: { type: 'number' },
    },
    looks: ['model_version'],
    takesAway: () => false,
    text: (given) => `PUT ${pathOf(given)}\n{"version_num":${given.value('version')}}`,
    shown: modelShown,
  },
  delete_model_alias: {
    fields: { model: { type: 'choice', among: 'models' }, alias: { type: 'choice' } },
    looks: ['model_version'],
    takesAway: () => false,
    text: (given) => `DELETE ${pathOf(given)}`,
    shown: modelShown,
  },
};
