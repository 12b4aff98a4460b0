import { Controller, Get, Header, Res } from '@nestjs/common';
import { KeyRing } from '../../tokens/key-ring.js';
import { Public } from '../guards/access-requirements.js';
import { ApiRoutes } from '../openapi/api-routes.decorator.js';
import { ResponseSender } from '../request/response-sender.js';
import { JWKS_ROUTES } from './jwks.openapi.js';

/** Serves the public keys that verify the access tokens (RFC 7517 §5). */
@ApiRoutes(JWKS_ROUTES)
@Public()
@Controller('.well-known/jwks.json')
export class JwksController {
  constructor(
    private readonly keys: KeyRing,
    private readonly sender: ResponseSender,
  ) {}

  @Get()
  @Header('Cache-Control', 'public, max-age=300')
  show(@Res() response: unknown): void {
    this.sender.ok(response, { keys: this.keys.publicJwks() });
  }
}
