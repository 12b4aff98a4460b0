import { Header } from '@nestjs/common';
import { NO_STORE_HEADERS } from './response-headers.js';

/**
 * Controller decorator: marks every answer as private; what the error filter answers is so already.
 *
 * As if each method had `@Header()` for each of the headers, which costs less than an interceptor.
 */
export function NoStore(): ClassDecorator {
  return ({ prototype }) => {
    const methods = Object.getOwnPropertyDescriptors(prototype) as Record<
      string,
      PropertyDescriptor
    >;
    for (const [method, descriptor] of Object.entries(methods)) {
      if (method === 'constructor' || typeof descriptor.value !== 'function') continue;
      for (const [name, value] of Object.entries(NO_STORE_HEADERS)) {
        Header(name, value)(prototype, method, descriptor);
      }
    }
  };
}
