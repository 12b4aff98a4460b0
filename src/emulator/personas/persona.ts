/** An entry of GitHub's `/user/emails` (docs.github.com/rest/users/emails). */
export interface GitHubEmail {
  readonly email: string;
  readonly primary: boolean;
  readonly verified: boolean;
  readonly visibility: 'public' | 'private' | null;
}

/** A repository of a GitHub account (docs.github.com/rest/repos). */
export interface GitHubRepository {
  readonly name: string;
  readonly private: boolean;
  readonly description: string | null;
}

/** The membership of a GitHub account in an organization (docs.github.com/rest/orgs/members). */
export interface GitHubMembership {
  /** The name of the organization. */
  readonly organization: string;
  /** Default: `member`. */
  readonly role?: 'admin' | 'member';
  /** `pending`: the user has not accepted the invitation yet. Default: `active`. */
  readonly state?: 'active' | 'pending';
  /** The names of the teams as they appear in URLs, in lower case. Default: none. */
  readonly teams?: readonly string[];
  /** Whether the organization does not permit the application to read its data. Default: false. */
  readonly restrictsApps?: boolean;
}

/** The settings that accounts of both providers have. */
interface Account {
  /** The text below the account on the account chooser, for example "No name". Default: empty. */
  readonly description: string;
  /** Whether the account chooser lists the account directly (true) or under "More accounts" (false). Default: true. */
  readonly listed: boolean;
  /**
   * Replaces fields of the profile response and claims of the id_token with values of any type. `undefined` removes a
   * field. Default: none.
   */
  readonly responseFields: Readonly<Record<string, unknown>>;
}

/** The Google account of a persona (developers.google.com/identity/openid-connect). */
export interface GoogleAccount extends Account {
  /** The subject, 21 digits. Default: derived from the id of the persona. */
  readonly sub: string;
  /** The email address. If null, the profile has neither `email` nor `email_verified`. Default: `<id>@example.com`. */
  readonly email: string | null;
  /** Default: true. */
  readonly emailVerified: boolean;
  /** The domain of a Google Workspace account, or null for a personal account. Default: null. */
  readonly hostedDomain: string | null;
  /** The names of calendars in the calendar list, besides the primary calendar. Default: none. */
  readonly calendars: readonly string[];
}

/** The GitHub account of a persona (docs.github.com/rest/users). */
export interface GitHubAccount extends Account {
  /** The immutable number of the account. Default: derived from the id of the persona. */
  readonly id: number;
  /** The user name, which users can change. Default: the id of the persona. */
  readonly login: string;
  /** The email address on the public profile, which is `email` of `/user`. Default: null. */
  readonly publicEmail: string | null;
  /** The response of `/user/emails`. Default: `<id>@example.com`, which is primary, verified and private. */
  readonly emails: readonly GitHubEmail[];
  /** Default: the public repository `website` and the private repository `notes`. */
  readonly repositories: readonly GitHubRepository[];
  /** The memberships in organizations. Default: none. */
  readonly organizations: readonly GitHubMembership[];
}

/** A fictitious user who can log in at the emulator. */
export interface Persona {
  /** Identifies the persona, also as `login_hint`. Up to 64 lowercase letters, digits and hyphens. */
  readonly id: string;
  /** The display name, or null for a profile without a name. */
  readonly name: string | null;
  /** Undefined if the persona has no Google account. */
  readonly google?: GoogleAccount;
  /** Undefined if the persona has no GitHub account. */
  readonly github?: GitHubAccount;
}

/** Changes to a persona. Omitted fields keep their values. */
export interface PersonaChanges {
  readonly name?: string | null;
  readonly google?: Partial<GoogleAccount>;
  readonly github?: Partial<GitHubAccount>;
}

/** A new persona. Only `id` is required. Without `google` and `github`, the persona has an account at both. */
export interface PersonaOptions extends PersonaChanges {
  readonly id: string;
}
