import { Readable } from 'node:stream';
import { HttpStatus, Injectable, StreamableFile } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/**
 * Sends the responses of the controllers.
 *
 * Controllers do not return bodies and redirects, because a global interceptor of the app could replace them.
 *
 * @publicApi
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

  /** Sends a body with status 202: the request is accepted and will be completed later (RFC 9110 §15.3.3). */
  accepted(response: unknown, body: object): void {
    this.adapterHost.httpAdapter.reply(response, body, HttpStatus.ACCEPTED);
  }

  /**
   * Sends JSON as a file that the browser downloads.
   *
   * @param chunks the text of the body; an error in them aborts the response
   */
  download(response: unknown, fileName: string, chunks: AsyncIterable<string>): void {
    const file = new StreamableFile(Readable.from(chunks, { objectMode: false }), {
      type: 'application/json; charset=utf-8',
      disposition: `attachment; filename="${fileName}"`,
    });
    this.adapterHost.httpAdapter.reply(response, file, HttpStatus.OK);
  }

  /** Sends a JSON body with a status and headers. */
  json(response: unknown, status: number, body: object, headers: Readonly<Record<string, string>>) {
    for (const [name, value] of Object.entries(headers)) {
      this.adapterHost.httpAdapter.setHeader(response, name, value);
    }
    this.adapterHost.httpAdapter.reply(response, body, status);
  }

  noContent(response: unknown): void {
    this.adapterHost.httpAdapter.reply(response, undefined, HttpStatus.NO_CONTENT);
  }
}
