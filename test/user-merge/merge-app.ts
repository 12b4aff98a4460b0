import { Injectable } from '@nestjs/common';
import {
  AuditTrail,
  OnAuthEvent,
  SECURITY_EVENTS,
  SecurityNotices,
  type SecurityEvent,
  type SecurityNotice,
} from '../../src/social-auth/index.js';
import { UserMergeModule, UserMerges, type UserMergeOptions } from '../../src/user-merge/index.js';
import { executeSql } from '../support/database.js';
import { ModuleApp } from '../support/module-app.js';
import type { Adapter } from '../support/test-app.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

/** The tables of an app: posts with two users, one row of preferences per user, and subscriptions. */
export const TABLES = `
  CREATE TABLE "Post" (id serial PRIMARY KEY, "authorId" uuid NOT NULL REFERENCES "User" ON DELETE CASCADE,
    "reviewerId" uuid REFERENCES "User" ON DELETE SET NULL, title text NOT NULL);
  CREATE TABLE "Preferences" ("userId" uuid PRIMARY KEY REFERENCES "User" ON DELETE CASCADE, theme text NOT NULL);
  CREATE TABLE "Profile" ("userId" uuid PRIMARY KEY REFERENCES "User" ON DELETE CASCADE, bio text NOT NULL);
  CREATE TABLE "Subscription" (id serial PRIMARY KEY, "userId" uuid NOT NULL REFERENCES "User" ON DELETE CASCADE);
  CREATE TABLE "Follow" ("followerId" uuid REFERENCES "User" ON DELETE CASCADE, "followingId" uuid REFERENCES "User" ON DELETE CASCADE,
    PRIMARY KEY ("followerId", "followingId"));`;

export const RULES = {
  Post: 'move',
  Preferences: 'keep',
  Profile: 'move',
  Subscription: 'refuse',
  Follow: 'move',
} as const;

/** Collects the security notices of an instance. */
@Injectable()
class ReceivedNotices {
  readonly all: SecurityNotice[] = [];

  constructor(private readonly notices: SecurityNotices) {}

  @OnAuthEvent(...SECURITY_EVENTS)
  async onEvent(event: SecurityEvent): Promise<void> {
    const notice = await this.notices.describe(event);
    if (notice !== undefined) this.all.push(notice);
  }
}

/** A person with a user of their own, signed in with a provider. */
export interface Person {
  readonly browser: TestBrowser;
  readonly id: string;
  readonly persona: string;
}

/** An app with tables of its own, whose users can be merged. */
export class MergeApp {
  #count = 0;

  private constructor(
    readonly base: TestBackend,
    readonly app: ModuleApp,
    readonly second: ModuleApp,
  ) {}

  /** Starts two instances. */
  static async start(
    adapter: Adapter,
    options: Partial<UserMergeOptions> = {},
    auth: object = {},
  ): Promise<MergeApp> {
    const base = await TestBackend.create();
    await executeSql(TABLES, base.database.url);
    const parts = {
      userFields: { deleteAfter: 'deleteAfter' },
      options: auth,
      providers: [ReceivedNotices],
      imports: (module: never) => [module, UserMergeModule.forRoot({ models: RULES, ...options })],
    };
    const [app, second] = await Promise.all([
      ModuleApp.start(base, adapter, parts as never),
      ModuleApp.start(base, adapter, parts as never),
    ]);
    return new MergeApp(base, app, second);
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.second.stop();
    await this.base.stop();
  }

  /** The security notices of the first instance. */
  get notices(): readonly SecurityNotice[] {
    return this.app.app.get(ReceivedNotices, { strict: false }).all;
  }

  get merges(): UserMerges {
    return this.app.app.get(UserMerges, { strict: false });
  }

  /** Adds a persona with a verified email address. */
  persona(email?: string): string {
    const id = `merger-${(this.#count += 1)}`;
    this.base.emulator.addPersona({ id, ...(email !== undefined && { email }) });
    return id;
  }

  async signIn(
    provider: 'google' | 'github',
    persona = this.persona(),
    app = this.app,
  ): Promise<Person> {
    const browser = app.browser();
    const callback = await this.base.emulator.approve(await browser.begin(provider), persona);
    const response = await browser.request(callback);
    if (response.status !== 303) throw new Error(`the login returned ${response.body}`);
    return { browser, id: await this.userIdOf(browser), persona };
  }

  async userIdOf(browser: TestBrowser): Promise<string> {
    const [session] = await browser.json<{ id: string }[]>('/auth/sessions');
    const where = { id: session?.id ?? '' };
    return (await this.base.prisma.session.findUniqueOrThrow({ where })).userId;
  }

  /** Proves the account of a persona in the browser of a signed-in user. @returns the response of the callback */
  async prove(
    browser: TestBrowser,
    provider: 'google' | 'github',
    persona: string,
  ): Promise<TestResponse> {
    const started = await browser.submit(`/auth/${provider}/link`);
    if (started.status !== 303) throw new Error(`the link returned ${started.body}`);
    return browser.request(await this.base.emulator.approve(started.location, persona));
  }

  /** Opens the preview. @returns its form: the login, and the token of each choice by the user who would remain */
  async preview(browser: TestBrowser, location: string): Promise<Preview> {
    const page = await browser.request(location);
    if (page.status !== 200) throw new Error(`the preview returned ${page.status}: ${page.body}`);
    const login = new URL(location, this.base.origin).searchParams.get('login') ?? '';
    const tokens = Array.from(
      page.body.matchAll(/<input type="radio"[^>]*value="([^"]+)"/g),
      ([, token = '']) => token,
    );
    return { page: page.body, login, tokens };
  }

  confirm(browser: TestBrowser, { login, tokens }: Preview, index = 0): Promise<TestResponse> {
    const preview = tokens[index] ?? '';
    return browser.submit('/auth/account/merge', { login, preview, action: 'merge' });
  }

  /** Merges the user of a persona into a signed-in user, or the reverse. @returns the response */
  async merge(person: Person, other: Person, provider: 'google' | 'github', index = 0) {
    const proven = await this.prove(person.browser, provider, other.persona);
    return this.confirm(person.browser, await this.preview(person.browser, proven.location), index);
  }

  undo(browser: TestBrowser, absorbedId: string): Promise<TestResponse> {
    return browser.submit(`/auth/account/merges/${absorbedId}/undo`);
  }

  sql(text: string): Promise<void> {
    return executeSql(text, this.base.database.url);
  }

  rows<T>(text: string, ...values: unknown[]): Promise<T[]> {
    return this.base.prisma.$queryRawUnsafe(text, ...values);
  }

  async accountsOf(userId: string): Promise<string[]> {
    const accounts = await this.base.prisma.account.findMany({ where: { userId } });
    return accounts.map(({ provider, subject }) => `${provider} ${subject}`).toSorted();
  }

  async eventsOf(userId: string): Promise<string[]> {
    const trail = this.app.app.get(AuditTrail, { strict: false });
    return (await trail.recent(userId, 20)).map(({ type }) => type);
  }
}

/** The form of the page of the preview. */
export interface Preview {
  readonly page: string;
  readonly login: string;
  readonly tokens: readonly string[];
}
