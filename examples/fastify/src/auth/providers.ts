import type { ConfigService } from '@nestjs/config';
import { github, google, type Provider } from 'nestjs-social-auth';

/** Creates Google and GitHub. While GOOGLE_CLIENT_ID is not set, an emulator on this machine replaces both. */
export async function createProviders(config: ConfigService): Promise<Provider[]> {
  if (!config.get<string>('GOOGLE_CLIENT_ID')) {
    const { ProviderEmulator } = await import('nestjs-social-auth/testing');
    const emulator = await ProviderEmulator.start();
    return [google(emulator.google), github(emulator.github)];
  }
  return [
    google({
      clientId: config.getOrThrow<string>('GOOGLE_CLIENT_ID'),
      clientSecret: config.getOrThrow<string>('GOOGLE_CLIENT_SECRET'),
    }),
    github({
      clientId: config.getOrThrow<string>('GITHUB_CLIENT_ID'),
      clientSecret: config.getOrThrow<string>('GITHUB_CLIENT_SECRET'),
    }),
  ];
}
