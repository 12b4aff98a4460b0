import { Agent } from 'node:http';
import { z } from 'zod';
import type { HttpAgent } from './http-client.js';

/** Validates the option `httpAgent`. Agents of other HTTP clients, such as those of undici, are invalid. */
export const httpAgentOption = z
  .custom<HttpAgent>(
    (value) => value instanceof Agent || typeof value === 'function',
    'must be an Agent of node:https, such as one of the package https-proxy-agent, or a function that returns one',
  )
  .optional();
