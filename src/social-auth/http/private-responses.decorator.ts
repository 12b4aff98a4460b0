import { Header } from '@nestjs/common';
import { PRIVATE } from './response-headers.js';

/**
 * Controller decorator: marks every answer as private; what the error filter answers is so already.
 *
 * As if each method had `@Header()` for each of the headers, which costs less than an interceptor.
 */
export function PrivateResponses(): ClassDecorator {
  return ({ prototype }) => {
    const methods = Object.getOwnPropertyDescriptors(prototype) as Record<
      string,
      PropertyDescriptor
    >;
    for (const [method, descriptor] of Object.entries(methods)) {
      if (method === 'constructor' || typeof descriptor.value !== 'function') continue;
      for (const [name, value] of Object.entries(PRIVATE)) {
        Header(name, value)(prototype, method, descriptor);
      }
    }
  };
}
