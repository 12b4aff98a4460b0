import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';

/** Trusts the certificate authority of the company. For a proxy, use an agent of the package https-proxy-agent. */
export const httpAgent = new Agent({ keepAlive: true, ca: readFileSync('company-ca.pem') });
