import { createPersona, type GitHubEmail, type Persona } from './persona.js';

const address = (email: string, traits: Partial<Omit<GitHubEmail, 'email'>> = {}): GitHubEmail => ({
  email,
  primary: false,
  verified: true,
  visibility: null,
  ...traits,
});

const primary = (email: string, verified = true): GitHubEmail =>
  address(email, { primary: true, verified, visibility: 'private' });

const LONG_NAME = `Maximiliana ${'Extraordinarily-'.repeat(12)}Long Sample`;

/** The invented people a newcomer meets: plainly fictional, at reserved domains (RFC 2606). */
export const DEFAULT_PERSONAS: readonly Persona[] = [
  createPersona({
    id: 'vera',
    name: 'Vera Sample',
    google: { description: 'Verified email. The usual case.' },
    github: { description: 'Verified email. The usual case.', publicEmail: 'vera@example.com' },
  }),
  createPersona({
    id: 'una',
    name: 'Una Sample',
    google: { description: 'Email not verified.', emailVerified: false },
    github: {
      description: 'Email not verified.',
      publicEmail: 'una@example.com',
      emails: [primary('una@example.com', false)],
    },
  }),
  createPersona({
    id: 'emil',
    name: 'Emil Sample',
    google: { description: 'Tells no email at all.', email: null },
    github: { description: 'Hides every email address.', emails: [] },
  }),
  createPersona({
    id: 'nemo',
    name: null,
    google: { description: 'No name.' },
    github: { description: 'No name, only a login.' },
  }),
  createPersona({
    id: 'rory',
    name: 'Rory Sample',
    github: {
      id: 9_000_000_104,
      description: 'Several addresses; the primary one is verified.',
      emails: [
        address('rory@work.example.com'),
        address('rory.old@example.com', { verified: false }),
        primary('rory@example.com'),
        address('9000000104+rory@users.noreply.github.com'),
      ],
    },
  }),
  createPersona({
    id: 'pia',
    name: 'Pia Sample',
    github: {
      description: 'Primary address not verified, another one is.',
      listed: false,
      emails: [primary('pia@example.com', false), address('pia@work.example.com')],
    },
  }),
  createPersona({
    id: 'nora',
    name: 'Nora Sample',
    github: {
      id: 9_000_000_106,
      description: 'Only a noreply address.',
      listed: false,
      emails: [primary('9000000106+nora@users.noreply.github.com')],
    },
  }),
  createPersona({
    id: 'hana',
    name: '見本 花',
    google: {
      description: 'Japanese name.',
      responseFields: { given_name: '花', family_name: '見本' },
    },
    github: { description: 'Japanese name.' },
  }),
  createPersona({
    id: 'amal',
    name: 'أمل نموذج',
    google: { description: 'Arabic name, written right to left.', listed: false },
    github: { description: 'Arabic name, written right to left.', listed: false },
  }),
  createPersona({
    id: 'maxi',
    name: LONG_NAME,
    google: { description: 'Very long name.', listed: false },
    github: { description: 'Very long name.', listed: false },
  }),
  createPersona({
    id: 'wim',
    name: 'Wim Sample',
    google: {
      description: 'Workspace account of example.org.',
      email: 'wim@example.org',
      hostedDomain: 'example.org',
    },
  }),
  createPersona({
    id: 'lyra',
    name: 'Lyra Sample',
    google: {
      description: 'email_verified is the text "true", not the value.',
      listed: false,
      responseFields: { email_verified: 'true' },
    },
  }),
  createPersona({
    id: 'mila',
    name: 'Mila Sample',
    google: {
      description: 'email_verified is missing.',
      listed: false,
      responseFields: { email_verified: undefined },
    },
  }),
];
