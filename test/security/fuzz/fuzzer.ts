import * as fc from 'fast-check';
import type { TestApp } from '../../support/test-app.js';
import { gather, type Material } from './seed-data.js';
import { onTheWire, RawClient, type RawAnswer } from './raw-client.js';
import { drafts, request, type Draft, type Route } from './requests.js';
import { faultIn } from './assertions.js';

/** How many connections send at once. */
const LANES = 12;
/** Whoever has waited so long for an answer has waited too long. */
const PATIENCE_MS = 1000;
/** Logins wear out under fire: sessions end, codes are used. */
const REQUESTS_PER_LOGIN = 400;

/** Sends requests to an app, judges every answer, and counts. */
export class Fuzzer {
  /** How many requests it has sent. */
  sent = 0;
  /** How many answers there were of each status. */
  readonly statuses = new Map<number, number>();
  readonly #port: number;
  readonly #places: readonly string[];
  #material: Material | undefined;
  #gathering: Promise<void> | undefined;
  #wornAt = 0;

  constructor(
    private readonly app: TestApp,
    clientScheme: string,
  ) {
    this.#port = Number(new URL(app.address).port);
    this.#places = [`${app.emulator.origin}/`, clientScheme, `${app.origin}/login`];
  }

  /** Draws requests from a seed until there are enough, or time is over. */
  async draw(
    routes: readonly Route[],
    { seed, count, withinMs }: { seed: number; count: number; withinMs: number },
  ): Promise<void> {
    await this.#lanes(async (client, lane) => {
      const property = fc.asyncProperty(drafts(routes), (draft) => this.#judge(client, draft));
      await fc.assert(property, {
        seed: seed + lane,
        numRuns: Math.ceil(count / LANES),
        interruptAfterTimeLimit: withinMs,
      });
    });
  }

  /** Sends all of them. @returns what was wrong with the answers. */
  async send(all: Iterable<Draft>): Promise<string[]> {
    const rest = all[Symbol.iterator]();
    const faults: string[] = [];
    await this.#lanes(async (client) => {
      for (let next = rest.next(); next.done !== true; next = rest.next()) {
        await this.#judge(client, next.value).catch((fault: Error) => faults.push(fault.message));
      }
    });
    return faults;
  }

  async #lanes(run: (client: RawClient, lane: number) => Promise<void>): Promise<void> {
    await Promise.all(
      Array.from({ length: LANES }, async (_, lane) => {
        const client = new RawClient(this.#port, PATIENCE_MS);
        try {
          await run(client, lane);
        } finally {
          client.close();
        }
      }),
    );
  }

  async #judge(client: RawClient, draft: Draft): Promise<void> {
    const sent = request(draft, await this.#logins());
    let answer = await client.send(sent);
    this.sent += 1;
    // A machine may be busy elsewhere, and a kept connection end just now: the second try decides.
    if (answer.outcome !== 'answered') answer = await client.send(sent);
    this.#count(answer);
    const fault = faultIn(sent, answer, this.#places);
    if (fault !== undefined) throw new Error(`${fault}\n${this.#show(draft)}`);
  }

  async #logins(): Promise<Material> {
    if (this.#material === undefined || this.sent >= this.#wornAt) {
      this.#wornAt = this.sent + REQUESTS_PER_LOGIN;
      this.#gathering = gather(this.app).then((material) => void (this.#material = material));
    }
    await this.#gathering;
    if (this.#material === undefined) throw new Error('no logins');
    return this.#material;
  }

  #count(answer: RawAnswer): void {
    if (answer.outcome !== 'answered') return;
    this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
  }

  #show(draft: Draft): string {
    return JSON.stringify(onTheWire(draft, `localhost:${this.#port}`).slice(0, 2000));
  }
}
