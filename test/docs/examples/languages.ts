import type { PageMessages, PageOptions } from '../../../src/social-auth/index.js';

export const french: Partial<PageMessages> = {
  'login.title': 'Se connecter',
  'login.continue_with': 'Continuer avec {provider}',
  'sessions.more': { one: '{count} autre session', other: '{count} autres sessions' },
};

export const languages: PageOptions = {
  locales: ['en', 'de', 'fr'], // the first one is the default
  messages: {
    fr: french,
    en: { 'login.title': 'Sign in to Acme' },
  },
};

export const chosenLanguage: PageOptions = {
  locale: ({ headers }) => /(?:^|; )language=([\w-]+)/.exec(headers.cookie ?? '')?.[1],
};
