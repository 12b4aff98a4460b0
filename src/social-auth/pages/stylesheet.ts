import { createHash } from 'node:crypto';
import { account } from './styles/account.js';
import { activity } from './styles/activity.js';
import { base } from './styles/base.js';
import { controls } from './styles/controls.js';
import { print } from './styles/print.js';
import { sessions } from './styles/sessions.js';
import { tokens } from './styles/tokens.js';

/** The whole stylesheet, as it stands inside the one `<style>` element of every page. */
export const STYLESHEET = [tokens, base, controls, account, sessions, activity, print]
  .join('')
  .trim();

/** The CSP source that allows exactly {@link STYLESHEET} and no other inline style (CSP Level 3 §2.3.1). */
export const STYLESHEET_HASH = `'sha256-${createHash('sha256').update(STYLESHEET).digest('base64')}'`;
