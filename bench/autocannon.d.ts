/** The little of autocannon that the benchmark uses; it brings no types of its own. */
declare module 'autocannon' {
  type Context = { startedMs?: number };
  type Outgoing = { method?: string; path?: string; body?: string; headers?: Record<string, string> };
  type Options = {
    readonly url: string;
    readonly connections: number;
    readonly amount: number;
    readonly requests: readonly {
      readonly setupRequest: (request: Outgoing, context: Context) => Outgoing;
      readonly onResponse: (status: number, body: string, context: Context) => void;
    }[];
  };
  type Result = { readonly errors: number; readonly timeouts: number; readonly non2xx: number };
  const autocannon: (options: Options) => Promise<Result>;
  export default autocannon;
}
