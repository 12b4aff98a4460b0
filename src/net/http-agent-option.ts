import { Agent } from 'node:http';
import { z } from 'zod';
import type { HttpAgent } from './http-client.js';

/** Validates the option `httpAgent`. An agent of another HTTP client, such as undici, is invalid. */
export const httpAgentOption = z
  .custom<HttpAgent>(
    (value) => value instanceof Agent || typeof value === 'function',
    'must be an Agent of node:https, such as one of the package https-proxy-agent, or a function that returns one',
  )
  .optional();
