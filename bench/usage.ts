/** Loaded into a measured server before its own code: answers what it has used so far. */
export type Usage = { readonly cpuUs: number; readonly rssBytes: number };

process.on('message', (question) => {
  if (question !== 'usage') return;
  const { user, system } = process.cpuUsage();
  const usage: Usage = { cpuUs: user + system, rssBytes: process.memoryUsage.rss() };
  process.send?.(usage);
});
// The benchmark was ended: a measured server must not outlive it.
process.on('disconnect', () => process.exit());
