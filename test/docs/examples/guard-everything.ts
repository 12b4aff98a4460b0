import { APP_GUARD } from '@nestjs/core';
import { PageAuthGuard } from '../../../src/social-auth/index.js';

export const guardEverything = { provide: APP_GUARD, useExisting: PageAuthGuard };
