import { applyDecorators, Header } from '@nestjs/common';
import { NO_STORE_HEADERS } from './response-headers.js';

/**
 * Route decorator: adds the headers that keep a response out of caches. Static headers cost less than an interceptor.
 *
 * The error filter adds them to error responses itself.
 */
export const NoStore = () =>
  applyDecorators(...Object.entries(NO_STORE_HEADERS).map(([name, value]) => Header(name, value)));
