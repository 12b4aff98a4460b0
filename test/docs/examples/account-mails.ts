import { Injectable } from '@nestjs/common';
import { OnAuthEvent, UserService, type AuthEvent } from '../../../src/social-auth/index.js';
import { Mailer } from './mailer.js';

@Injectable()
export class AccountMails {
  constructor(
    private readonly users: UserService,
    private readonly mailer: Mailer,
  ) {}

  @OnAuthEvent('user_created')
  async welcome({ userId }: AuthEvent<'user_created'>) {
    const user = await this.users.find(userId);
    if (user?.email) await this.mailer.send(user.email, 'Welcome!');
  }
}
