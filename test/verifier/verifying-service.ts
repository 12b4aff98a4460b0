import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module, UseGuards, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Clock } from '../../src/time/clock.js';
import {
  AccessTokenVerifier,
  CurrentPrincipal,
  AccessTokenGuard,
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

/** What a service answered. */
export interface ServiceAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** A Nest service that does nothing but verify: the module, one guarded route, no database. */
export class VerifyingService {
  private constructor(
    private readonly origin: string,
    private readonly app: INestApplication,
  ) {}

  static async start(adapter: Adapter, options: VerifierOptions): Promise<VerifyingService> {
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
    return new VerifyingService(`http://localhost:${port}`, app);
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  /** Moves its clock. @param seconds from now on, until the next move */
  moveClock(seconds: number): void {
    const clock = this.app.get(Clock, { strict: false });
    clock.milliseconds = () => Date.now() + seconds * 1000;
  }

  /** What it verifies with. */
  get verifier(): AccessTokenVerifier {
    return this.app.get(AccessTokenVerifier, { strict: false });
  }

  /** Asks who one is, with that Authorization header. */
  async whoAmI(authorization?: string): Promise<ServiceAnswer> {
    const response = await fetch(`${this.origin}/whoami`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body };
  }

  /** @returns the status of the guarded route for that token. */
  async ask(token: string): Promise<number> {
    return (await this.whoAmI(`Bearer ${token}`)).status;
  }
}

/** Stands where the keys are fetched: counts the requests and answers as it is told. */
export class KeyEndpoint {
  #answer: RequestListener = (_request, response) => response.writeHead(404).end();
  /** Requests so far. */
  asked = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<KeyEndpoint> {
    const server = createServer((request, response) => endpoint.#take(request, response));
    const endpoint = new KeyEndpoint(server);
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return endpoint;
  }

  get uri(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}/jwks.json`;
  }

  answer(listener: RequestListener): void {
    this.#answer = listener;
  }

  /** Answers with what is given as JSON, asking for it anew each time. */
  answerJson(body: () => unknown, headers: Record<string, string> = {}): void {
    this.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body()));
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #take(...[request, response]: Parameters<RequestListener>): void {
    this.asked += 1;
    this.#answer(request, response);
  }
}
