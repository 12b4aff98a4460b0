/** A Passport strategy. It reports its result with one of five methods that the caller adds to it. */
export interface RunnableStrategy {
  authenticate(request: object, options?: object): unknown;
}

/** The result of a strategy. */
export type StrategyResult =
  | { readonly outcome: 'success'; readonly user: unknown }
  | { readonly outcome: 'redirect'; readonly url: string };

/** A strategy rejected a request, or did not handle it. */
export class StrategyError extends Error {
  override readonly name = 'StrategyError';
}

/**
 * Runs a Passport strategy without Passport's middleware and its process-wide list of strategies.
 *
 * Because neither request nor response of an HTTP adapter is involved, the same code serves Fastify and Express,
 * and a strategy reads only the fields that it receives.
 */
export class PassportStrategyAdapter {
  constructor(private readonly strategy: RunnableStrategy) {}

  /**
   * Runs the strategy on an object of its own, as Passport does, so that concurrent logins do not share state.
   *
   * The promise stays pending if the strategy calls none of its methods. Callers need a time limit.
   *
   * @param options of `authenticate()`, such as `scope`
   * @throws StrategyError when the strategy calls `fail()` or `pass()`
   * @throws the error that the strategy passes to `error()` or throws
   */
  async run(request: object, options: object = {}): Promise<StrategyResult> {
    return new Promise((resolve, reject) => {
      const strategy = Object.assign(Object.create(this.strategy) as RunnableStrategy, {
        success: (user: unknown) => resolve({ outcome: 'success', user }),
        redirect: (url: string) => resolve({ outcome: 'redirect', url }),
        // Ignores the challenge, which can contain text from the request.
        fail: () => reject(new StrategyError('the strategy rejected the login')),
        pass: () => reject(new StrategyError('the strategy did not handle the login')),
        error: reject,
      });
      // Some strategies return a promise. The async function also catches synchronous errors.
      const authenticate = async () => strategy.authenticate(request, options);
      authenticate().catch(reject);
    });
  }
}
