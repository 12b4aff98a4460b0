// Providers
export * from '../emulator/index.js';

// Signed-in users
export { signInAs, type SignInOptions } from './sign-in-as.js';
export type { BrowserCookie, SignedInUser } from './signed-in-user.js';

// Time
export { moveClock } from './move-clock.js';

// Test cases for an app
export { loginContract } from './login-contract.js';
export { providerContract, type ProviderSample } from './provider-contract.js';
export { sessionRaces } from './session-races.js';
export type { TestCase } from './test-case.js';
