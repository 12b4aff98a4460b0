import { createPersona } from './create-persona.js';
import type { GitHubEmail, Persona } from './persona.js';

/** The default personas. Their email addresses are in reserved domains (RFC 2606). */
export const DEFAULT_PERSONAS: readonly Persona[] = [
  createPersona({
    id: 'vera',
    name: 'Vera Sample',
    google: { description: 'Email address verified', calendars: ['Team', 'Public holidays'] },
    github: {
      description: 'Email address verified',
      publicEmail: 'vera@example.com',
      organizations: [{ organization: 'example-org', role: 'admin', teams: ['engineering'] }],
    },
  }),
  createPersona({
    id: 'una',
    name: 'Una Sample',
    google: { description: 'Email address not verified', emailVerified: false },
    github: {
      description: 'Email address not verified',
      publicEmail: 'una@example.com',
      emails: [primary('una@example.com', { verified: false })],
      organizations: [{ organization: 'example-org', state: 'pending' }],
    },
  }),
  createPersona({
    id: 'emil',
    name: 'Emil Sample',
    google: { description: 'No email address', email: null },
    github: { description: 'No email address', emails: [] },
  }),
  createPersona({
    id: 'nemo',
    name: null,
    google: { description: 'No name' },
    github: { description: 'No name' },
  }),
  createPersona({
    id: 'rory',
    name: 'Rory Sample',
    github: {
      id: 9_000_000_104,
      description: 'Several email addresses, primary verified',
      organizations: [{ organization: 'example-org' }],
      emails: [
        secondary('rory@work.example.com'),
        secondary('rory.old@example.com', { verified: false }),
        primary('rory@example.com'),
        secondary('9000000104+rory@users.noreply.github.com'),
      ],
    },
  }),
  createPersona({
    id: 'pia',
    name: 'Pia Sample',
    github: {
      description: 'Primary email address not verified, another one verified',
      listed: false,
      emails: [primary('pia@example.com', { verified: false }), secondary('pia@work.example.com')],
    },
  }),
  createPersona({
    id: 'nora',
    name: 'Nora Sample',
    github: {
      id: 9_000_000_106,
      description: 'Only a noreply email address',
      listed: false,
      emails: [primary('9000000106+nora@users.noreply.github.com')],
    },
  }),
  createPersona({
    id: 'hana',
    name: '見本 花',
    google: {
      description: 'Japanese name',
      responseFields: { given_name: '花', family_name: '見本' },
    },
    github: { description: 'Japanese name' },
  }),
  createPersona({
    id: 'amal',
    name: 'أمل نموذج',
    google: { description: 'Arabic name, right to left', listed: false },
    github: { description: 'Arabic name, right to left', listed: false },
  }),
  createPersona({
    id: 'maxi',
    name: `Maximiliana ${'Extraordinarily-'.repeat(12)}Long Sample`,
    google: { description: 'Very long name', listed: false },
    github: { description: 'Very long name', listed: false },
  }),
  createPersona({
    id: 'wim',
    name: 'Wim Sample',
    google: {
      description: 'Workspace account of example.org',
      email: 'wim@example.org',
      hostedDomain: 'example.org',
    },
  }),
  createPersona({
    id: 'lyra',
    name: 'Lyra Sample',
    google: {
      description: 'email_verified is the string "true"',
      listed: false,
      responseFields: { email_verified: 'true' },
    },
  }),
  createPersona({
    id: 'mila',
    name: 'Mila Sample',
    google: {
      description: 'email_verified is missing',
      listed: false,
      responseFields: { email_verified: undefined },
    },
  }),
];

function primary(email: string, { verified = true } = {}): GitHubEmail {
  return { email, primary: true, verified, visibility: 'private' };
}

function secondary(email: string, { verified = true } = {}): GitHubEmail {
  return { email, primary: false, verified, visibility: null };
}
