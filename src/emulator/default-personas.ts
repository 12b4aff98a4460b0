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
    google: { note: 'Verified email. The usual case.' },
    github: { note: 'Verified email. The usual case.', publicEmail: 'vera@example.com' },
  }),
  createPersona({
    id: 'una',
    name: 'Una Sample',
    google: { note: 'Email not verified.', emailVerified: false },
    github: {
      note: 'Email not verified.',
      publicEmail: 'una@example.com',
      emails: [primary('una@example.com', false)],
    },
  }),
  createPersona({
    id: 'emil',
    name: 'Emil Sample',
    google: { note: 'Tells no email at all.', email: null },
    github: { note: 'Hides every email address.', emails: [] },
  }),
  createPersona({
    id: 'nemo',
    name: null,
    google: { note: 'No name.' },
    github: { note: 'No name, only a login.' },
  }),
  createPersona({
    id: 'rory',
    name: 'Rory Sample',
    github: {
      id: 9_000_000_104,
      note: 'Several addresses; the primary one is verified.',
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
      note: 'Primary address not verified, another one is.',
      listed: false,
      emails: [primary('pia@example.com', false), address('pia@work.example.com')],
    },
  }),
  createPersona({
    id: 'nora',
    name: 'Nora Sample',
    github: {
      id: 9_000_000_106,
      note: 'Only a noreply address.',
      listed: false,
      emails: [primary('9000000106+nora@users.noreply.github.com')],
    },
  }),
  createPersona({
    id: 'hana',
    name: '見本 花',
    google: {
      note: 'Japanese name.',
      answer: { given_name: '花', family_name: '見本' },
    },
    github: { note: 'Japanese name.' },
  }),
  createPersona({
    id: 'amal',
    name: 'أمل نموذج',
    google: { note: 'Arabic name, written right to left.', listed: false },
    github: { note: 'Arabic name, written right to left.', listed: false },
  }),
  createPersona({
    id: 'maxi',
    name: LONG_NAME,
    google: { note: 'Very long name.', listed: false },
    github: { note: 'Very long name.', listed: false },
  }),
  createPersona({
    id: 'wim',
    name: 'Wim Sample',
    google: {
      note: 'Workspace account of example.org.',
      email: 'wim@example.org',
      hostedDomain: 'example.org',
    },
  }),
  createPersona({
    id: 'lyra',
    name: 'Lyra Sample',
    google: {
      note: 'email_verified is the text "true", not the value.',
      listed: false,
      answer: { email_verified: 'true' },
    },
  }),
  createPersona({
    id: 'mila',
    name: 'Mila Sample',
    google: {
      note: 'email_verified is missing.',
      listed: false,
      answer: { email_verified: undefined },
    },
  }),
];
