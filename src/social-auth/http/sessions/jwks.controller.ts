import { Controller, Get, Header, Res } from '@nestjs/common';
import { KeyRing } from '../../tokens/key-ring.js';
import { Public } from '../guards/access-requirements.js';
import { ResponseSender } from '../request/response-sender.js';

/** Serves the public keys that verify the access tokens (RFC 7517 §5). */
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
