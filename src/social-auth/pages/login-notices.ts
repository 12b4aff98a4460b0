import type { NoticeProps } from './notice.js';

/** The notices at the top of the login page, by the reason for showing the page. */
export const LOGIN_NOTICES = {
  signed_out: { tone: 'success', children: 'You are signed out.' },
  signed_out_everywhere: { tone: 'success', children: 'You are signed out everywhere.' },
  login_canceled: { tone: 'neutral', children: 'You canceled the sign-in.' },
  login_required: { tone: 'neutral', children: 'Please sign in to see that page.' },
  login_again: {
    tone: 'neutral',
    children: 'It has been a while. Please sign in again to continue.',
  },
  session_ended: {
    tone: 'neutral',
    children: 'Your session has ended. Please sign in again.',
  },
  session_reused: {
    tone: 'neutral',
    children:
      'For your safety you were signed out, because your sign-in was used in two places. ' +
      'Please sign in again, and check your recent activity.',
  },
} as const satisfies Record<string, NoticeProps>;

/** The reason for showing the login page. */
export type LoginNotice = keyof typeof LOGIN_NOTICES;

/** Returns whether the login page has a notice for a message. */
export function isLoginNotice(message: string): message is LoginNotice {
  return Object.hasOwn(LOGIN_NOTICES, message);
}
