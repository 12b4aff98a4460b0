import { HttpStatus, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/**
 * Sends the responses of the controllers.
 *
 * Controllers do not return bodies and redirects, because a global interceptor of the app could replace them.
 */
@Injectable()
export class ResponseSender {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  /** Redirects to a GET request (RFC 9110 §15.4.4). */
  seeOther(response: unknown, url: string): void {
    this.adapterHost.httpAdapter.redirect(response, HttpStatus.SEE_OTHER, url);
  }

  /**
   * Sends a body with status 200.
   *
   * @param body an object, which is sent as JSON, or text
   */
  ok(response: unknown, body: object | string): void {
    this.adapterHost.httpAdapter.reply(response, body, HttpStatus.OK);
  }

  noContent(response: unknown): void {
    this.adapterHost.httpAdapter.reply(response, undefined, HttpStatus.NO_CONTENT);
  }
}
