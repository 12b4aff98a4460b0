import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import type { RefreshFault } from './refresh-faults.js';
import { stateOf, type SpaApp } from './spa-app.js';

/** The lifetime of the access tokens of the app, and when the client renews them, in milliseconds. */
const LIFETIME_MS = 2000;
const RENEWED_AFTER_MS = 1600;

/** Tolerance for the time between the decision to renew and the request on a busy machine, in milliseconds. */
const TOLERANCE_MS = 250;

/** How often a tab requests a guarded route, in milliseconds. */
const POLL_MS = 250;

const TABS = 5;

/** What the tabs have seen, and what they did to the app. */
export interface Report {
  rounds: number;
  seconds: number;
  refreshes: number;
  faults: Partial<Record<RefreshFault, number>>;
  closedTabs: number;
  frozen: number;
  frozenWhileRefreshing: number;
  responses: Record<string, number>;
  /** Tabs that were signed out at any time. */
  signedOut: string[];
  /** Renewals that were not due. */
  superfluous: number[];
}

interface Tab {
  readonly name: string;
  readonly page: Page;
  readonly cdp: CDPSession;
}

/** Five tabs of one browser that use a guarded route all the time, on a network and in a browser that fail. */
export class FiveTabs {
  readonly #tabs: Tab[] = [];
  readonly #responses: Record<string, number> = {};
  readonly #signedOut: string[] = [];
  #opened = 0;
  #closedTabs = 0;
  #frozen = 0;
  #frozenWhileRefreshing = 0;
  #frozenTab: Tab | undefined;
  #freezeNext = false;
  /** Completes when the tab that replaces a closed one is open. */
  #opening = Promise.resolve();
  /** Completes when the network is back. */
  #outage = Promise.resolve();
  /** When the requests of successful renewals were sent, in milliseconds since 1970. */
  readonly #renewals: number[] = [];

  constructor(
    private readonly app: SpaApp,
    private readonly context: BrowserContext,
    private readonly random: () => number,
  ) {}

  /** Runs until the access token has been renewed a number of times. */
  async run(rounds: number): Promise<Report> {
    const { refreshes } = this.app;
    const start = Date.now();
    for (let i = 0; i < TABS; i++) await this.#open();
    refreshes.requests.length = 0;
    refreshes.next = (tab) => this.#fault(tab);
    refreshes.interrupt = (tab) => this.#interrupt(tab);
    this.#recordRenewals();
    let done = 0;
    for (let round = 1; done < rounds; round++) {
      await this.#disturb(round);
      const next = Math.min(done + 1 + Math.floor(this.random() * 3), rounds);
      await this.#waitForRenewals(next);
      done = this.#renewals.length;
    }
    refreshes.next = () => 'none';
    await this.#thaw();
    await this.#opening;
    return this.#report(done, (Date.now() - start) / 1000);
  }

  /** Signs out in one tab, while another one is frozen. Returns the statuses of all tabs. */
  async signOut(): Promise<string[]> {
    await this.#freeze(this.#tabs[1]);
    await this.#tabs[0]?.page.evaluate(() => auth.signOut());
    await this.#thaw();
    for (const { page } of this.#tabs) {
      await page.waitForFunction(() => auth.getState().status === 'signed-out');
    }
    const states = await Promise.all(this.#tabs.map(({ page }) => stateOf(page)));
    return states.map(({ status }) => status);
  }

  async #open(): Promise<void> {
    const name = `tab=${this.#opened++}`;
    const page = await this.app.open(this.context, name);
    const cdp = await this.context.newCDPSession(page);
    await page.exposeFunction('report', (what: string) => {
      this.#responses[what] = (this.#responses[what] ?? 0) + 1;
      if (what === 'signed-out') this.#signedOut.push(name);
    });
    this.#tabs.push({ name, page, cdp });
    await page.evaluate((interval) => {
      const report = (globalThis as unknown as { report: (what: string) => void }).report;
      auth.subscribe(() => {
        if (auth.getState().status === 'signed-out') report('signed-out');
      });
      const poll = async () => {
        try {
          report(String((await auth.fetch('/me')).status));
        } catch {
          report('network error');
        }
        setTimeout(() => void poll(), interval);
      };
      void poll();
    }, POLL_MS);
  }

  /** Records the renewals whose response a tab has received. A closed tab and a broken connection receive none. */
  #recordRenewals(): void {
    this.context.on('requestfinished', async (request) => {
      if (!request.url().endsWith('/auth/refresh')) return;
      const response = await request.response().catch(() => null);
      if (response?.status() === 200) this.#renewals.push(request.timing().startTime);
    });
  }

  /** Keeps one tab frozen most of the time, and drops the network now and then. */
  async #disturb(round: number): Promise<void> {
    if (round % 4 === 0) await this.#thaw();
    else if (this.#frozenTab === undefined) await this.#freeze(this.#pick());
    if (round % 60 === 3) this.#freezeNext = true;
    await this.#opening;
    if (this.random() >= 0.2) return;
    this.#outage = this.#dropNetwork();
    await this.#outage;
  }

  async #dropNetwork(): Promise<void> {
    await this.context.setOffline(true);
    await new Promise((resolve) => setTimeout(resolve, this.random() * 400));
    await this.context.setOffline(false);
  }

  #fault(tab: string): RefreshFault {
    if (this.#freezeNext && this.#frozenTab === undefined) return 'interrupt';
    const dice = this.random();
    if (dice < 0.04 && this.#find(tab) !== undefined) return 'interrupt';
    if (dice < 0.1) return 'refuse';
    if (dice < 0.2) return 'lose';
    if (dice < 0.27) return 'unavailable';
    return dice < 0.4 ? 'slow' : 'none';
  }

  /** Freezes or closes the tab that has sent a refresh. */
  async #interrupt(name: string): Promise<boolean> {
    const tab = this.#find(name);
    if (tab === undefined) return true;
    if (this.#freezeNext && this.#frozenTab === undefined) {
      this.#freezeNext = false;
      this.#frozenWhileRefreshing += 1;
      await this.#freeze(tab);
      return true;
    }
    this.#tabs.splice(this.#tabs.indexOf(tab), 1);
    this.#closedTabs += 1;
    if (this.#frozenTab === tab) this.#frozenTab = undefined;
    await tab.page.close();
    this.#opening = this.#outage.then(() => this.#open());
    return false;
  }

  async #freeze(tab: Tab | undefined): Promise<void> {
    if (tab === undefined || this.#frozenTab !== undefined) return;
    this.#frozenTab = tab;
    this.#frozen += 1;
    await tab.cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
  }

  async #thaw(): Promise<void> {
    const tab = this.#frozenTab;
    this.#frozenTab = undefined;
    await tab?.cdp.send('Page.setWebLifecycleState', { state: 'active' }).catch(() => undefined);
  }

  async #waitForRenewals(count: number): Promise<void> {
    const end = Date.now() + 60_000;
    while (this.#renewals.length < count) {
      if (Date.now() > end) throw new Error(`No renewal for a minute: ${await this.#describe()}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Returns the states of the tabs, and the last refreshes. A frozen tab does not respond. */
  async #describe(): Promise<string> {
    const states = this.#tabs.map(({ name, page }) => {
      const noState = new Promise((resolve) => setTimeout(() => resolve('no response'), 2000));
      return Promise.race([stateOf(page), noState]).then((state) => ({ name, state }));
    });
    const last = this.app.refreshes.requests.slice(-10);
    return JSON.stringify({ now: Date.now(), states: await Promise.all(states), last });
  }

  #pick(): Tab | undefined {
    return this.#tabs[Math.floor(this.random() * this.#tabs.length)];
  }

  #find(search: string): Tab | undefined {
    return this.#tabs.find(({ name }) => search === `?${name}`);
  }

  #report(rounds: number, seconds: number): Report {
    const { requests } = this.app.refreshes;
    const faults: Partial<Record<RefreshFault, number>> = {};
    for (const { fault } of requests) faults[fault] = (faults[fault] ?? 0) + 1;
    return {
      rounds,
      seconds: Math.round(seconds),
      refreshes: requests.length,
      faults,
      closedTabs: this.#closedTabs,
      frozen: this.#frozen,
      frozenWhileRefreshing: this.#frozenWhileRefreshing,
      responses: this.#responses,
      signedOut: this.#signedOut,
      superfluous: superfluous(this.#renewals),
    };
  }
}

/** Returns the times since the previous renewal of those that were not due. A token expires at a whole second. */
function superfluous(renewals: readonly number[]): number[] {
  const sorted = renewals.toSorted((a, b) => a - b);
  return sorted.flatMap((sentAt, index) => {
    const previous = sorted[index - 1];
    if (previous === undefined) return [];
    const expiresAt = Math.floor(previous / 1000) * 1000 + LIFETIME_MS;
    const due = Math.min(expiresAt, previous + RENEWED_AFTER_MS) - TOLERANCE_MS;
    return sentAt < due ? [Math.round(sentAt - previous)] : [];
  });
}
