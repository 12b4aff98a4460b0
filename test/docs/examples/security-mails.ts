import { Injectable } from '@nestjs/common';
import {
  OnAuthEvent,
  SECURITY_EVENTS,
  SecurityNotices,
  type SecurityEvent,
  type SecurityNotice,
} from '../../../src/social-auth/index.js';
import { Mailer } from './mailer.js';

const SUBJECTS: Record<SecurityNotice['type'], string> = {
  new_device: 'New sign-in to your account',
  account_linked: 'An account was connected',
  account_unlinked: 'An account was disconnected',
  refresh_token_reused: 'We signed you out for your safety',
  users_merged: 'Two accounts were combined',
  merge_undone: 'Two accounts were separated again',
};

@Injectable()
export class SecurityMails {
  constructor(
    private readonly notices: SecurityNotices,
    private readonly mailer: Mailer,
  ) {}

  @OnAuthEvent(...SECURITY_EVENTS)
  async send(event: SecurityEvent) {
    const notice = await this.notices.describe(event);
    if (notice === undefined) return;
    const text = `${SUBJECTS[notice.type]}\n\n${textOf(notice)}`;
    for (const email of notice.emails) await this.mailer.send(email, text);
  }
}

function textOf({ at, device, provider, endSessionUrl, accountUrl }: SecurityNotice): string {
  return [
    ...(device === undefined ? [] : [`Device: ${device}`]),
    ...(provider === undefined ? [] : [`Provider: ${provider.label}`]),
    `Time: ${at.toUTCString()}`,
    '',
    'If this was you, you do not need to do anything. Otherwise:',
    ...(endSessionUrl === undefined ? [] : [`Sign out of that device: ${endSessionUrl}`]),
    `Check your account: ${accountUrl}`,
  ].join('\n');
}
