import { Controller, Get, Header } from '@nestjs/common';
import { KeyRing } from '../../tokens/key-ring.js';
import type { PublicJwk } from '../../tokens/signing-key.js';
import { Public } from '../guards/access-requirements.js';

/** Serves the public keys that verify the access tokens (RFC 7517 §5). */
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
