import type { MessageCatalog, Translation } from '../../social-auth/index.js';

/** The English messages of the pages, from which every translation takes its keys and placeholders. */
export const ENGLISH = {
  'hint.text': 'You may already have an account. Sign in with your other provider to combine them.',
  'hint.link': 'Combine accounts',
  'hint.dismiss': 'Not now',

  'start.title': 'Combine accounts',
  'start.text':
    'Does another sign-in option lead you to a second account? Sign in with it now. Before anything changes, you see what would change.',
  'start.provider': 'Continue with {provider}',
  'start.back': 'Back to your account',

  'preview.title': 'Combine accounts',
  'preview.text':
    'Both accounts are yours. Choose the one to keep, and the other one becomes part of it.',
  'preview.text_admin': 'Choose the user to keep, and the other one becomes part of it.',
  'preview.legend': 'Which one do you want to keep?',
  'preview.keep': 'Keep {name}',
  'preview.unnamed': 'the account without a name',
  'preview.since': 'Since {date}',
  'preview.current': 'You are signed in with it',
  'preview.account': '{account} moves here',
  'preview.sessions': {
    one: 'The other account is signed out on {count} device',
    other: 'The other account is signed out on {count} devices',
  },
  'preview.moved': '{model}: {count} move here',
  'preview.kept': '{model}: {count} of the other account are deleted with it',
  'preview.roles': 'These permissions of the other account are lost: {roles}',
  'preview.profile': 'Its name, email address and picture stay as they are',
  'preview.blocked': 'You cannot keep this one:',
  'preview.unavailable': 'one of the accounts is disabled or about to be deleted',
  'preview.refused': 'the other account has data that cannot move ({model})',
  'preview.conflict': 'both accounts have data of which there can be only one ({model})',
  'preview.undo': 'You can undo this until {date}. After that, the other account is deleted.',
  'preview.submit': 'Combine accounts',
  'preview.cancel': 'Cancel',

  'section.title': 'Combined accounts',
  'section.row': 'Combined on {date}',
  'section.details': 'You can undo this until {date}.',
  'section.undo': 'Undo',
  'section.warning':
    'What came from the other account goes back to it. Devices that signed in with it are signed out.',
  'section.confirm': 'Undo and separate the accounts',
} as const satisfies MessageCatalog;

/**
 * The texts of the pages in one language, by key.
 *
 * @publicApi
 */
export type UserMergeMessages = Translation<typeof ENGLISH>;
