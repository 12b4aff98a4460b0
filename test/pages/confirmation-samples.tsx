import type { VNode } from 'preact';
import { DeleteAccountPage } from '../../src/social-auth/pages/delete-account-page.js';
import { EndSessionPage } from '../../src/social-auth/pages/end-session-page.js';
import { RestoreAccountPage } from '../../src/social-auth/pages/restore-account-page.js';
import { UNBRANDED } from './branding-samples.js';
import { NOW } from './session-samples.js';

const DELETE_AFTER = new Date('2026-02-04T09:05:00Z');

/** The pages that ask for confirmation, in every state with a different layout. */
export const CONFIRMATION_SAMPLES: Record<string, VNode> = {
  'delete-account': <DeleteAccountPage branding={UNBRANDED} accountUrl="/" />,
  'delete-account-later': (
    <DeleteAccountPage branding={UNBRANDED} accountUrl="/" deleteAfter={DELETE_AFTER} />
  ),
  'end-session': (
    <EndSessionPage
      branding={UNBRANDED}
      accountUrl="/"
      id="0199d6c2-9f0e-7c5a-a3a1-2f6d1c0b7e4d"
      device="Firefox on Windows"
      label="Google"
      signedInAt={NOW}
      now={NOW}
    />
  ),
  'restore-account': (
    <RestoreAccountPage branding={UNBRANDED} loginId="mk1x" deleteAfter={DELETE_AFTER} />
  ),
};
