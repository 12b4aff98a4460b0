import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module, UseGuards, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Clock } from '../../src/time/clock.js';
import {
  AccessTokenGuard,
  AccessTokenVerifier,
  CurrentPrincipal,
  SocialAuthVerifierModule,
  type Principal,
  type VerifierOptions,
} from '../../src/verifier/index.js';
import type { Adapter } from '../support/test-app.js';

@Controller('whoami')
@UseGuards(AccessTokenGuard)
class WhoAmIController {
  @Get()
  show(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }
}

/** A response of the guarded route. */
export interface VerifierResponse {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** A Nest app with the verifier module and one guarded route. */
export class VerifierApp {
  private constructor(
    private readonly origin: string,
    private readonly app: INestApplication,
  ) {}

  static async start(adapter: Adapter, options: VerifierOptions): Promise<VerifierApp> {
    @Module({
      imports: [SocialAuthVerifierModule.forRoot(options)],
      controllers: [WhoAmIController],
    })
    class ServiceModule {}
    const http = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    const app = await NestFactory.create(ServiceModule, http, {
      logger: false,
      abortOnError: false,
    });
    await app.listen(0, 'localhost');
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    return new VerifierApp(`http://localhost:${port}`, app);
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  /**
   * Moves the clock of the app.
   *
   * @param seconds offset from the system time
   */
  moveClock(seconds: number): void {
    const clock = this.app.get(Clock, { strict: false });
    clock.milliseconds = () => Date.now() + seconds * 1000;
  }

  /** The verifier of the app. */
  get verifier(): AccessTokenVerifier {
    return this.app.get(AccessTokenVerifier, { strict: false });
  }

  /** Requests the guarded route with an Authorization header. */
  async whoAmI(authorization?: string): Promise<VerifierResponse> {
    const response = await fetch(`${this.origin}/whoami`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body };
  }

  /** Returns the status of the guarded route for an access token. */
  async statusOf(token: string): Promise<number> {
    return (await this.whoAmI(`Bearer ${token}`)).status;
  }
}

/** A JWKS endpoint that counts requests. Its response can be replaced. */
export class JwksEndpoint {
  #listener: RequestListener = (_request, response) => response.writeHead(404).end();
  /** Number of requests received. */
  requestCount = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<JwksEndpoint> {
    const server = createServer((request, response) => endpoint.#handle(request, response));
    const endpoint = new JwksEndpoint(server);
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return endpoint;
  }

  get uri(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}/jwks.json`;
  }

  respondWith(listener: RequestListener): void {
    this.#listener = listener;
  }

  /** Responds with JSON. `body` is called for each request. */
  respondWithJson(body: () => unknown, headers: Record<string, string> = {}): void {
    this.respondWith((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body()));
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #handle(...[request, response]: Parameters<RequestListener>): void {
    this.requestCount += 1;
    this.#listener(request, response);
  }
}
