import { createHash } from 'node:crypto';

/** One entry of GitHub's `/user/emails` (docs.github.com/rest/users/emails). */
export interface GitHubEmail {
  readonly email: string;
  readonly primary: boolean;
  readonly verified: boolean;
  readonly visibility: 'public' | 'private' | null;
}

/** What both identities of a persona have. */
interface Identity {
  /** One line on the chooser page: what this persona shows. Default: empty. */
  readonly description: string;
  /** Shown in the short list of the chooser page; otherwise under "More people". Default: true. */
  readonly listed: boolean;
  /** Laid over the profile answer as it is, whatever the shape; a field set to `undefined` is left out. */
  readonly responseFields: Readonly<Record<string, unknown>>;
}

/** A persona's Google account (developers.google.com/identity/openid-connect). */
export interface GoogleIdentity extends Identity {
  /** 21 digits at the real Google. Default: made from the persona's id. */
  readonly sub: string;
  /** Null: the answer has neither `email` nor `email_verified`. Default: `<id>@example.com`. */
  readonly email: string | null;
  /** Default: true. */
  readonly emailVerified: boolean;
  /** The Workspace domain, or null for a private account. Default: null. */
  readonly hostedDomain: string | null;
}

/** A persona's GitHub account (docs.github.com/rest/users). */
export interface GitHubIdentity extends Identity {
  /** The number that never changes. Default: made from the persona's id. */
  readonly id: number;
  /** The name that people may change. Default: the persona's id. */
  readonly login: string;
  /** The address on the public profile, `email` in `/user`. Default: null. */
  readonly publicEmail: string | null;
  /** The answer of `/user/emails`. Default: one primary, verified, private `<id>@example.com`. */
  readonly emails: readonly GitHubEmail[];
}

/** An invented person who can sign in at the stand-in. */
export interface Persona {
  /** A short word: lower-case letters, digits and hyphens; usable as `login_hint`. */
  readonly id: string;
  /** The display name; null when the person has none. */
  readonly name: string | null;
  /** Absent: the person has no Google account. */
  readonly google?: GoogleIdentity;
  /** Absent: the person has no GitHub account. */
  readonly github?: GitHubIdentity;
}

/** What may change about a persona; what is left out stays as it is. */
export interface PersonaChanges {
  readonly name?: string | null;
  readonly google?: Partial<GoogleIdentity>;
  readonly github?: Partial<GitHubIdentity>;
}

/** A persona to add: only `id` is needed. With neither `google` nor `github` the person is at both. */
export interface PersonaOptions extends PersonaChanges {
  readonly id: string;
}

/** Fills in everything that `options` leaves out; throws when the id is not a short word. */
export function createPersona(options: PersonaOptions): Persona {
  const { id, name = id } = options;
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(id)) {
    throw new Error(
      `"${id}" cannot be a persona's id: use up to 64 lower-case letters, digits and hyphens.`,
    );
  }
  const everywhere = options.google === undefined && options.github === undefined;
  const google = options.google ?? (everywhere ? {} : undefined);
  const github = options.github ?? (everywhere ? {} : undefined);
  return {
    id,
    name,
    ...(google && { google: { ...defaultGoogle(id), ...google } }),
    ...(github && { github: { ...defaultGitHub(id), ...github } }),
  };
}

/** The same persona with `changes` laid over it; an identity it did not have is created. */
export function changePersona(persona: Persona, changes: PersonaChanges): Persona {
  const { id } = persona;
  return {
    ...persona,
    ...(changes.name !== undefined && { name: changes.name }),
    ...(changes.google && {
      google: { ...(persona.google ?? defaultGoogle(id)), ...changes.google },
    }),
    ...(changes.github && {
      github: { ...(persona.github ?? defaultGitHub(id)), ...changes.github },
    }),
  };
}

function defaultGoogle(id: string): GoogleIdentity {
  return {
    sub: `999${numberFrom(id, 10 ** 12)
      .toString()
      .padStart(18, '0')}`,
    email: `${id}@example.com`,
    emailVerified: true,
    hostedDomain: null,
    description: '',
    listed: true,
    responseFields: {},
  };
}

function defaultGitHub(id: string): GitHubIdentity {
  return {
    id: 9_000_000_000 + numberFrom(id, 10 ** 9),
    login: id,
    publicEmail: null,
    emails: [{ email: `${id}@example.com`, primary: true, verified: true, visibility: 'private' }],
    description: '',
    listed: true,
    responseFields: {},
  };
}

// Stable over restarts, so that an account made yesterday is found again today.
function numberFrom(id: string, below: number): number {
  return createHash('sha256').update(id).digest().readUIntBE(0, 6) % below;
}
