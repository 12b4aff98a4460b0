import type { Localization } from './messages/localization.js';
import type { Authentication, ProviderTokenSet } from './provider-flow.js';
import type { ProviderProfile } from './provider-profile.js';
import type { RouteName } from './route-urls.js';

/**
 * A login or a link whose account is known. The session is created afterwards.
 *
 * @publicApi
 */
export interface CompletedLogin {
  readonly userId: string;
  readonly accountId: string;
  readonly profile: ProviderProfile;
  /** The tokens of the provider. They must not be logged, and must be encrypted where they are stored. */
  readonly tokens: ProviderTokenSet;
  /** Whether the user was asked for further access to an account that was linked before. */
  readonly isConsent: boolean;
}

/**
 * A row of a section of the account page. All texts are escaped.
 *
 * @publicApi
 */
export interface AccountPageRow {
  /** Unique on the page: letters, digits and hyphens. */
  readonly id: string;
  /** Name of the provider whose logo the row shows. Undefined for a row without a logo. */
  readonly provider?: string;
  readonly title: string;
  /** The details, one paragraph each. */
  readonly details: readonly string[];
  /** An action that the user confirms. */
  readonly action?: {
    readonly label: string;
    /** The consequences, in one or two sentences. */
    readonly warning: string;
    /** The label of the button that confirms. It contains `label`. */
    readonly confirmLabel: string;
    /** The path that the form posts to. */
    readonly url: string;
  };
}

/**
 * A section of the account page.
 *
 * @publicApi
 */
export interface AccountPageSection {
  /** Unique on the page: letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly rows: readonly AccountPageRow[];
}

/**
 * The user of an account page.
 *
 * @publicApi
 */
export interface AccountPageOwner {
  readonly userId: string;
  /** The accounts, oldest first. */
  readonly accounts: readonly {
    readonly id: string;
    readonly email: string | null;
    readonly emailVerified: boolean;
  }[];
}

/**
 * A hint at the top of the account page. All texts are escaped.
 *
 * @publicApi
 */
export interface AccountPageHint {
  readonly text: string;
  /** The link to the page that the hint suggests. */
  readonly link: { readonly label: string; readonly url: string };
  /** The button that hides the hint for good. It posts to `url`. */
  readonly dismiss: { readonly label: string; readonly url: string };
}

/**
 * The request of a client at the token endpoint, for a grant type of a feature.
 *
 * @publicApi
 */
export interface GrantRequest {
  /** The parameters of the form or the JSON body, which are not trusted. Parameters that are not text are absent. */
  readonly params: URLSearchParams;
  readonly authorization: string | undefined;
  /** Whether `client_id` names a client of the option `clients`. Such a client has no secret. */
  readonly isPublicClient: boolean;
}

/**
 * The response of the token endpoint to a grant type of a feature (RFC 6749 §5).
 *
 * @publicApi
 */
export interface GrantResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/**
 * The extension points of the module for optional features.
 *
 * @publicApi
 */
export interface SocialAuthFeature {
  /**
   * Receives the tokens of a login at a provider with `tokens: true`, before the session is created.
   *
   * @throws any error: the login fails
   */
  onTokens?(login: CompletedLogin): Promise<void>;
  /** Returns sections of the account page of a user, below the linked accounts, in the language of the request. */
  accountSections?(
    userId: string,
    localization: Localization,
  ): Promise<readonly AccountPageSection[]>;
  /** Returns a hint for a user, in the language of the request. Default: none. */
  accountHint?(
    owner: AccountPageOwner,
    localization: Localization,
  ): Promise<AccountPageHint | undefined>;
  /**
   * The page that a browser opens when the account to link belongs to another user. It receives the id of the login as
   * parameter `login`, see `InterruptedLogins`. Default: an error page.
   */
  readonly accountTakenPage?: RouteName;
  /** Handles requests to the token endpoint by their `grant_type`, which is an absolute URI (RFC 6749 §4.5). */
  readonly grants?: Readonly<Record<string, (request: GrantRequest) => Promise<GrantResponse>>>;
}

/** The optional features of the app. Each feature adds itself before the app starts. */
export class FeatureRegistry {
  readonly #features: SocialAuthFeature[] = [];

  add(feature: SocialAuthFeature): void {
    this.#features.push(feature);
  }

  /** Whether a feature stores the tokens of providers. */
  get receivesTokens(): boolean {
    return this.#features.some((feature) => feature.onTokens !== undefined);
  }

  /** Passes the tokens of a login to the features. */
  async passTokens(
    { profile, tokens }: Authentication,
    login: Pick<CompletedLogin, 'userId' | 'accountId' | 'isConsent'>,
  ): Promise<void> {
    if (tokens === undefined) return;
    for (const feature of this.#features) await feature.onTokens?.({ ...login, profile, tokens });
  }

  /** Returns the sections of the account page, in the order of the features. */
  async accountSections(
    userId: string,
    localization: Localization,
  ): Promise<readonly AccountPageSection[]> {
    const sections = this.#features.map(async (feature) =>
      feature.accountSections?.(userId, localization),
    );
    return (await Promise.all(sections)).flatMap((each) => each ?? []);
  }

  /** Returns the hint of the first feature that has one. */
  async accountHint(
    owner: AccountPageOwner,
    localization: Localization,
  ): Promise<AccountPageHint | undefined> {
    for (const feature of this.#features) {
      const hint = await feature.accountHint?.(owner, localization);
      if (hint !== undefined) return hint;
    }
    return undefined;
  }

  /** The page of a feature that a browser opens when the account to link belongs to another user. */
  get accountTakenPage(): RouteName | undefined {
    return this.#features.find(({ accountTakenPage }) => accountTakenPage !== undefined)
      ?.accountTakenPage;
  }

  /** Returns the handler of a grant type. */
  findGrant(grantType: string): ((request: GrantRequest) => Promise<GrantResponse>) | undefined {
    return this.#features.flatMap(({ grants = {} }) =>
      Object.hasOwn(grants, grantType) ? [grants[grantType]] : [],
    )[0];
  }
}
