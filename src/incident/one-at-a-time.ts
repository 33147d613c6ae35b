/**
 * Reads that cost much, one at a time for each id. Whoever comes meanwhile shares the next one, not the one under way: that
 * may have begun before what they want to see was there.
 */
export function oneAtATime<Result>(read: (id: string) => Promise<Result>): (id: string) => Promise<Result> {
  const underWay = new Map<string, Promise<Result>>();
  const next = new Map<string, Promise<Result>>();
  const begin = (id: string): Promise<Result> => {
    next.delete(id);
    const reading = read(id).finally(() => underWay.delete(id));
    underWay.set(id, reading);
    return reading;
  };
  return (id) => {
    const waiting = next.get(id);
    if (waiting !== undefined) return waiting;
    const before = underWay.get(id);
    if (before === undefined) return begin(id);
    const after = before.then(
      () => begin(id),
      () => begin(id),
    );
    next.set(id, after);
    return after;
  };
}
