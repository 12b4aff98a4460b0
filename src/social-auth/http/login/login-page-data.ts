import { z } from 'zod';
import { SUPPORT_CODE } from '../../../crypto/random.js';
import { ACCOUNT_NOTICES, type AccountNoticeCode } from '../../pages/account-notices.js';
import { ERROR_MESSAGES, type ErrorMessageCode } from '../../core/messages/english-errors.js';
import { LOGIN_NOTICES, type LoginNotice } from '../../pages/login-notices.js';
import { authorizationRequestSchema } from '../request/authorization-request.js';
import { loginHintsSchema } from '../request/login-hints.js';
import { returnToSchema } from '../request/return-to.js';

/**
 * The data for login, error and account pages of an app. `GET /auth/providers` returns it as JSON.
 *
 * @publicApi
 */
export interface LoginPageData {
  /** The language of the texts, a BCP 47 tag: the value of the attribute `lang` of the page. */
  readonly locale: string;
  /** The writing direction of the language: the value of the attribute `dir` of the page. */
  readonly direction: 'ltr' | 'rtl';
  /** The providers, in the order of the option `providers`. */
  readonly providers: readonly LoginPageProvider[];
  /** The name of the provider last used in this browser. Absent without one. */
  readonly lastProvider?: string;
  /**
   * The hidden fields of each form: the validated return path, `prompt` and `login_hint` of the query, and the authorization
   * request of a client. Empty if the login leads to the start page.
   */
  readonly fields: Readonly<Record<string, string>>;
  /** The notice at the top of the page, for example that the user is signed out. Absent without a notice. */
  readonly notice?: LoginPageNotice;
  /** The error in the query of the page, which `errorPath` receives as `error`. Absent without an error. */
  readonly error?: LoginPageError;
}

/**
 * A provider on a page of the app.
 *
 * @publicApi
 */
export interface LoginPageProvider {
  /** The name, such as `google`. */
  readonly name: string;
  /** The display name, such as `Google`. */
  readonly label: string;
  /** Address of the icon, for an `<img>` element. Absent without one. */
  readonly iconUrl?: string;
  /**
   * Whether the user can choose another account at the provider, if the form has a field `prompt` with the value
   * `select_account`.
   */
  readonly canSelectAccount: boolean;
  /** The form that starts a login. */
  readonly login: FormTarget;
  /** The form that links an account of this provider to the signed-in user. */
  readonly link: FormTarget;
}

/**
 * Method and action of a form. A script cannot follow the redirect to a provider.
 *
 * @publicApi
 */
export interface FormTarget {
  readonly method: 'POST';
  readonly url: string;
}

/**
 * A notice at the top of a page.
 *
 * @publicApi
 */
export interface LoginPageNotice {
  readonly code: LoginNotice | AccountNoticeCode;
  /** A sentence for people. */
  readonly message: string;
}

/**
 * An error on a page.
 *
 * @publicApi
 */
export interface LoginPageError {
  readonly code: ErrorMessageCode;
  readonly title: string;
  /** One sentence that says what happened. */
  readonly message: string;
  /** The code of the log entry, such as `K7QF-3M2P`. Absent if the query has none. */
  readonly supportCode?: string;
}

/** The fields with which a login starts. */
export const loginRequestSchema = z.object({
  returnTo: returnToSchema,
  ...loginHintsSchema.partial().shape,
  ...authorizationRequestSchema.partial().shape,
});

const formTarget = z.object({
  method: z.literal('POST'),
  url: z.string().describe('The action of the form.'),
});

/** {@link LoginPageData}, for the documentation. */
export const loginPageDataSchema = z.object({
  locale: z.string().describe('The language of the texts (BCP 47), such as `de`.'),
  direction: z.enum(['ltr', 'rtl']).describe('The writing direction of the language.'),
  providers: z.array(
    z.object({
      name: z.string().describe('The name, such as `google`.'),
      label: z.string().describe('The display name, such as `Google`.'),
      iconUrl: z.string().optional().describe('The address of the icon, for an `<img>` element.'),
      canSelectAccount: z
        .boolean()
        .describe('Whether a form with `prompt=select_account` asks for the account to use.'),
      login: formTarget.describe('The form that starts a login.'),
      link: formTarget.describe('The form that links an account to the signed-in user.'),
    }),
  ),
  lastProvider: z
    .string()
    .optional()
    .describe('The name of the provider last used in this browser.'),
  fields: loginRequestSchema.describe('The hidden fields of each form.'),
  notice: z
    .object({
      code: z.enum([...Object.keys(LOGIN_NOTICES), ...ACCOUNT_NOTICES]),
      message: z.string().describe('A sentence for people.'),
    })
    .optional()
    .describe(
      'What the page is to say at the top. A notice of the previous request is shown once.',
    ),
  error: z
    .object({
      code: z.enum(Object.keys(ERROR_MESSAGES)).describe('What happened, as a code for programs.'),
      title: z.string(),
      message: z.string().describe('What happened, as a sentence for people.'),
      supportCode: z
        .string()
        .regex(SUPPORT_CODE)
        .optional()
        .describe('The log contains the reason under this code.'),
    })
    .optional()
    .describe('The error that the query names.'),
});
