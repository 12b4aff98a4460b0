import * as fc from 'fast-check';
import type { TestApp } from '../../support/test-app.js';
import { createSeedData, type SeedData } from './seed-data.js';
import { onTheWire, RawClient, type RawResponse } from './raw-client.js';
import { drafts, request, type Draft, type Route } from './requests.js';
import { findProblem } from './assertions.js';

/** The number of concurrent connections. */
const CONNECTIONS = 12;
/** The time within which the app must respond. */
const TIMEOUT_MS = 1000;
/** Seed data is renewed, because requests revoke its sessions and use its codes. */
const REQUESTS_PER_LOGIN = 400;

/** Sends requests to an app and checks the responses. */
export class Fuzzer {
  /** The number of requests sent. */
  sent = 0;
  /** The number of responses with each status. */
  readonly statuses = new Map<number, number>();
  readonly #port: number;
  readonly #allowedTargets: readonly string[];
  #seedData: SeedData | undefined;
  #renewal: Promise<void> | undefined;
  #renewAt = 0;

  constructor(
    private readonly app: TestApp,
    clientScheme: string,
  ) {
    this.#port = Number(new URL(app.address).port);
    this.#allowedTargets = [`${app.emulator.origin}/`, clientScheme, `${app.origin}/login`];
  }

  /** Sends random requests until the count or the time limit is reached. */
  async draw(
    routes: readonly Route[],
    { seed, count, withinMs }: { seed: number; count: number; withinMs: number },
  ): Promise<void> {
    await this.#onEachConnection(async (client, index) => {
      const property = fc.asyncProperty(drafts(routes), (draft) => this.#check(client, draft));
      await fc.assert(property, {
        seed: seed + index,
        numRuns: Math.ceil(count / CONNECTIONS),
        interruptAfterTimeLimit: withinMs,
      });
    });
  }

  /**
   * Sends the given requests.
   *
   * @returns descriptions of the invalid responses
   */
  async send(all: Iterable<Draft>): Promise<string[]> {
    const iterator = all[Symbol.iterator]();
    const problems: string[] = [];
    await this.#onEachConnection(async (client) => {
      for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
        await this.#check(client, next.value).catch((error: Error) => problems.push(error.message));
      }
    });
    return problems;
  }

  async #onEachConnection(run: (client: RawClient, index: number) => Promise<void>): Promise<void> {
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async (_, index) => {
        const client = new RawClient(this.#port, TIMEOUT_MS);
        try {
          await run(client, index);
        } finally {
          client.close();
        }
      }),
    );
  }

  async #check(client: RawClient, draft: Draft): Promise<void> {
    const sent = request(draft, await this.#currentSeedData());
    let response = await client.send(sent);
    this.sent += 1;
    // Repeats the request once, because the machine may be busy or the server may close an idle connection.
    if (response.outcome !== 'response') response = await client.send(sent);
    this.#count(response);
    const problem = findProblem(sent, response, this.#allowedTargets);
    if (problem !== undefined) throw new Error(`${problem}\n${this.#format(draft)}`);
  }

  async #currentSeedData(): Promise<SeedData> {
    if (this.#seedData === undefined || this.sent >= this.#renewAt) {
      this.#renewAt = this.sent + REQUESTS_PER_LOGIN;
      this.#renewal = createSeedData(this.app).then((seedData) => void (this.#seedData = seedData));
    }
    await this.#renewal;
    if (this.#seedData === undefined) throw new Error('no seed data');
    return this.#seedData;
  }

  #count(response: RawResponse): void {
    if (response.outcome !== 'response') return;
    this.statuses.set(response.status, (this.statuses.get(response.status) ?? 0) + 1);
  }

  #format(draft: Draft): string {
    return JSON.stringify(onTheWire(draft, `localhost:${this.#port}`).slice(0, 2000));
  }
}
