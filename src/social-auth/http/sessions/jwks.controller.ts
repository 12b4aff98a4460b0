import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../guards/access-requirements.js';
import { KeyRing } from '../../tokens/key-ring.js';
import type { PublicJwk } from '../../tokens/signing-key.js';

/** Shows the public keys that our access tokens are verified with (RFC 7517 §5). */
@Public()
@Controller('.well-known/jwks.json')
export class JwksController {
  constructor(private readonly keys: KeyRing) {}

  @Get()
  @Header('Cache-Control', 'public, max-age=300')
  show(): { keys: PublicJwk[] } {
    return { keys: this.keys.publicJwks() };
  }
}
