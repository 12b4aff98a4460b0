import { Redis } from 'ioredis';
import { SocialAuthModule, type SocialAuthModuleOptions } from '../../../src/social-auth/index.js';
import { redisNotifier, redisRateLimits } from './redis.js';

export function withRedis(url: string, options: SocialAuthModuleOptions) {
  const redis = new Redis(url, { enableOfflineQueue: false });

  return SocialAuthModule.forRoot({
    ...options,
    revocations: { notifier: redisNotifier(redis, redis.duplicate({ enableOfflineQueue: true })) },
    rateLimitStorage: redisRateLimits(redis),
  });
}
