import { Controller, Get, Module, Param } from '@nestjs/common';
import type { Prisma } from '../../../src/generated/prisma/client.js';
import { UserService } from '../../../src/social-auth/index.js';
import { UserMergeModule, UserMerges } from '../../../src/user-merge/index.js';

@Controller('profiles')
export class ProfilesController {
  constructor(
    private readonly merges: UserMerges,
    private readonly users: UserService,
  ) {}

  @Get(':id')
  async show(@Param('id') id: string) {
    return this.users.findWithAccounts(await this.merges.resolve(id));
  }
}

@Module({
  imports: [
    UserMergeModule.forRoot<Prisma.TransactionClient>({
      models: { Post: 'move', Preferences: 'keep', Subscription: 'refuse' },
      labels: { en: { Post: 'Posts' }, de: { Post: 'Beiträge' } },
      mergeUsers: async (absorbedId, survivorId, tx) => {
        await tx.$executeRaw`UPDATE "Visit" SET visitor = ${survivorId} WHERE visitor = ${absorbedId}`;
      },
    }),
  ],
  controllers: [ProfilesController],
})
export class CombiningModule {}
