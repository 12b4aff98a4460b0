import { Module } from '@nestjs/common';
import { SocialAuthVerifierModule } from 'nestjs-social-auth/verifier';
import { InvoicesController } from './invoices.controller.js';

@Module({
  imports: [
    SocialAuthVerifierModule.forRoot({ issuer: process.env.ISSUER ?? 'http://localhost:3000' }),
  ],
  controllers: [InvoicesController],
})
export class AppModule {}
