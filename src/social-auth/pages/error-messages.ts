/** What an error page says: a title and one sentence of what happened. */
export interface ErrorMessage {
  readonly title: string;
  readonly message: string;
}

/** The error codes that have words of their own for people. */
export type ErrorMessageCode = keyof typeof ERROR_MESSAGES;

/** Words for each error code; `{provider}` stands for the provider's label. */
export const ERROR_MESSAGES = {
  login_canceled: {
    title: 'Sign-in canceled',
    message: 'The sign-in at {provider} was canceled, so you are not signed in.',
  },
  login_expired: {
    title: 'This sign-in is no longer valid',
    message: 'It has expired or was already used, so please start again.',
  },
  login_refused: {
    title: 'We could not confirm this sign-in',
    message: 'It does not match a sign-in that was started in this browser, so please start again.',
  },
  provider_unavailable: {
    title: '{provider} is not answering properly',
    message: 'We got no usable answer from {provider}, so please try again in a moment.',
  },
  provider_misconfigured: {
    title: 'Sign-in with {provider} is broken',
    message:
      '{provider} does not accept this site as it is set up, so please tell the people who run it.',
  },
  provider_not_configured: {
    title: '{provider} is not set up here',
    message:
      'Signing in with {provider} has not been set up for this site, so please choose another way.',
  },
  unknown_provider: {
    title: 'No such way to sign in',
    message: 'This site does not offer that way to sign in, so please choose one that it does.',
  },
  account_disabled: {
    title: 'This account is disabled',
    message:
      'You cannot sign in to it at the moment; the people who run this site can tell you why.',
  },
  account_not_found: {
    title: 'No such login',
    message: 'It is not linked any more or is not one of yours, so nothing was changed.',
  },
  account_taken: {
    title: 'Already in use',
    message: 'That login at {provider} belongs to another user here, so it was not linked to you.',
  },
  last_account: {
    title: 'This is your only login',
    message: 'Without it you could not sign in again, so please link another one first.',
  },
  link_refused: {
    title: 'The login was not linked',
    message: 'It was to be linked to somebody who is not signed in here, so nothing was changed.',
  },
  cross_site_request: {
    title: 'Nothing was changed',
    message: 'The request came from another site, so we did not carry it out.',
  },
  unauthenticated: {
    title: 'Please sign in',
    message: 'This page is only for people who are signed in.',
  },
  invalid_grant: {
    title: 'This sign-in is no longer valid',
    message: 'The code was used before or is too old, so please sign in again.',
  },
  invalid_token: {
    title: 'Please sign in again',
    message: 'You are not signed in any more.',
  },
  recent_login_required: {
    title: 'Please sign in again',
    message: 'This needs a recent sign-in, and it has been a while since yours.',
  },
  forbidden: {
    title: 'You may not do that',
    message: 'Your account does not have the permission that this needs.',
  },
  insufficient_scope: {
    title: 'Not enough access',
    message: 'This needs more access than was given when you signed in.',
  },
  session_not_found: {
    title: 'No such session',
    message: 'It has ended already or is not one of yours, so nothing was changed.',
  },
  sign_in_refused: {
    title: 'You cannot sign in here',
    message: 'This site is not open to the account you chose, so please try another one.',
  },
  user_exists: {
    title: 'You already have an account',
    message: 'Please sign in the way you did before, then link {provider} on your account page.',
  },
  not_found: {
    title: 'Page not found',
    message: 'There is nothing at this address.',
  },
  rate_limited: {
    title: 'One moment, please',
    message: 'There were many attempts in a short time, so please wait a little and try again.',
  },
  invalid_request: {
    title: 'That did not work',
    message: 'Something in the request was missing or not readable, so nothing was changed.',
  },
  method_not_allowed: {
    title: 'That does not work here',
    message: 'There is something at this address, but it cannot be used in that way.',
  },
  payload_too_large: {
    title: 'That was too much',
    message: 'More was sent than this site accepts at once, so nothing was changed.',
  },
  service_unavailable: {
    title: 'Back in a moment',
    message: 'This site cannot answer just now, so please try again in a moment.',
  },
  server_error: {
    title: 'Something went wrong',
    message: 'The fault is on our side, so please try again in a moment.',
  },
} as const satisfies Record<string, ErrorMessage>;

/** Whether there are words for a code; an application's own codes need their own. */
export function hasErrorMessage(code: string): code is ErrorMessageCode {
  return Object.hasOwn(ERROR_MESSAGES, code);
}

/** The words for an error code; without a provider's label they say "the provider". */
export function errorMessage(code: ErrorMessageCode, providerLabel?: string): ErrorMessage {
  const { title, message } = ERROR_MESSAGES[code];
  return { title: named(title, providerLabel), message: named(message, providerLabel) };
}

function named(text: string, label: string | undefined): string {
  return text.replaceAll('{provider}', (_, at: number) => {
    if (label !== undefined) return label;
    return at === 0 ? 'The provider' : 'the provider';
  });
}
