import { reviewLink } from '../blocks/review-modal.ts';
import { AppError } from '../src/errors.ts';
import { parseId } from '../src/ids.ts';
import { openReview } from './review.ts';
import type { Subcommand, Typed } from './subcommand.ts';

export const review: Subcommand = {
  name: 'review',
  usage: 'review APR-3',
  help: 'shows the whole of a request, to be read before it is approved.',
  run: async (line) => {
    const { deps, asker, trigger } = line;
    const id = requestIn(line);
    if (trigger === null) return linkTo(line, id);
    await openReview(deps, trigger, asker.by, id);
    return null;
  },
};

function requestIn({ rest }: Typed): string {
  const id = parseId('approval', rest.split(/\s+/)[0] ?? '');
  if (id === null) throw new AppError('invalid', 'Name the request, as in review APR-3.');
  return id;
}

async function linkTo({ deps, asker }: Typed, id: string) {
  const { approval, card } = await deps.approvals.review(id, asker.by);
  if (card === null) throw new AppError('not_found', `${id} has no card yet. It comes when it is measured.`);
  return reviewLink(approval, deps.permalink(card.channel, card.ts));
}
