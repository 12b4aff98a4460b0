import { createAuthClient } from '../../../src/client/index.js';

export const auth = createAuthClient();
