import { Controller, Get, UseGuards } from '@nestjs/common';
import { AccessTokenGuard, CurrentPrincipal, type Principal } from 'nestjs-social-auth/verifier';

@Controller('invoices')
@UseGuards(AccessTokenGuard)
export class InvoicesController {
  @Get()
  list(@CurrentPrincipal() { userId }: Principal) {
    return { userId };
  }
}
