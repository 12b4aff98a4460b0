import type { VNode } from 'preact';
import { ACCOUNT_SAMPLES } from './account-samples.js';
import { ERROR_SAMPLES } from './error-samples.js';
import { LOGIN_SAMPLES } from './login-samples.js';

/** Every page, in every state with a different layout. */
export const SAMPLES: Readonly<Record<string, VNode>> = {
  ...LOGIN_SAMPLES,
  ...ACCOUNT_SAMPLES,
  ...ERROR_SAMPLES,
};
