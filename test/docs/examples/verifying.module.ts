import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import {
  CurrentPrincipal,
  AccessTokenGuard,
  SocialAuthVerifierModule,
  type Principal,
} from '../../../src/verifier/index.js';

@Controller('invoices')
@UseGuards(AccessTokenGuard)
export class InvoicesController {
  @Get()
  list(@CurrentPrincipal() { userId }: Principal) {
    return { userId };
  }
}

@Module({
  imports: [SocialAuthVerifierModule.forRoot({ issuer: 'https://app.example.com' })],
  controllers: [InvoicesController],
})
export class VerifyingModule {}
