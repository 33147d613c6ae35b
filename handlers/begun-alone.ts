/** What is answered to whoever begins a procedure that belongs to no incident. */
export function begunAlone(id: string): string {
  return `${id} begins in the incidents’ channel.`;
}
