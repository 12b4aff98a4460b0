import { createHash } from 'node:crypto';
import type {
  GitHubAccount,
  GoogleAccount,
  Persona,
  PersonaChanges,
  PersonaOptions,
} from './persona.js';

/**
 * Creates a persona. Omitted fields have default values.
 *
 * @throws Error when the id is invalid
 */
export function createPersona(options: PersonaOptions): Persona {
  const { id, name = id } = options;
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(id)) {
    throw new Error(
      `Invalid persona id "${id}": use up to 64 lowercase letters, digits and hyphens.`,
    );
  }
  const both = options.google === undefined && options.github === undefined;
  const google = options.google ?? (both ? {} : undefined);
  const github = options.github ?? (both ? {} : undefined);
  return {
    id,
    name,
    ...(google && { google: { ...defaultGoogleAccount(id), ...google } }),
    ...(github && { github: { ...defaultGitHubAccount(id), ...github } }),
  };
}

/** Returns a copy of the persona with the changes applied. Creates an account that the persona did not have. */
export function changePersona(persona: Persona, changes: PersonaChanges): Persona {
  const { id } = persona;
  return {
    ...persona,
    ...(changes.name !== undefined && { name: changes.name }),
    ...(changes.google && {
      google: { ...(persona.google ?? defaultGoogleAccount(id)), ...changes.google },
    }),
    ...(changes.github && {
      github: { ...(persona.github ?? defaultGitHubAccount(id)), ...changes.github },
    }),
  };
}

const ACCOUNT_DEFAULTS = { description: '', listed: true, responseFields: {} };

function defaultGoogleAccount(id: string): GoogleAccount {
  const digits = hashToNumber(id, 10 ** 12).toString();
  return {
    ...ACCOUNT_DEFAULTS,
    sub: `999${digits.padStart(18, '0')}`,
    email: `${id}@example.com`,
    emailVerified: true,
    hostedDomain: null,
    calendars: [],
  };
}

function defaultGitHubAccount(id: string): GitHubAccount {
  return {
    ...ACCOUNT_DEFAULTS,
    id: 9_000_000_000 + hashToNumber(id, 10 ** 9),
    login: id,
    publicEmail: null,
    emails: [{ email: `${id}@example.com`, primary: true, verified: true, visibility: 'private' }],
    repositories: [
      { name: 'website', private: false, description: 'A public repository' },
      { name: 'notes', private: true, description: 'A private repository' },
    ],
    organizations: [],
  };
}

// Returns a number that depends only on the id. A restarted emulator therefore returns the same subjects, so that users
// in the database keep their accounts.
function hashToNumber(id: string, limit: number): number {
  return createHash('sha256').update(id).digest().readUIntBE(0, 6) % limit;
}
