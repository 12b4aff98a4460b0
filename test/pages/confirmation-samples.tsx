import type { VNode } from 'preact';
import { DeleteAccountPage } from '../../src/social-auth/pages/delete-account-page.js';
import { RestoreAccountPage } from '../../src/social-auth/pages/restore-account-page.js';
import { UNBRANDED } from './branding-samples.js';

const DELETE_AFTER = new Date('2026-02-04T09:05:00Z');

/** The pages that ask for confirmation, in every state with a different layout. */
export const CONFIRMATION_SAMPLES: Record<string, VNode> = {
  'delete-account': <DeleteAccountPage branding={UNBRANDED} accountUrl="/" />,
  'delete-account-later': (
    <DeleteAccountPage branding={UNBRANDED} accountUrl="/" deleteAfter={DELETE_AFTER} />
  ),
  'restore-account': (
    <RestoreAccountPage branding={UNBRANDED} login="mk1x" deleteAfter={DELETE_AFTER} />
  ),
};
