import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { SessionCookies } from '../../../src/social-auth/index.js';

export function serveDocument(app: INestApplication) {
  const config = new DocumentBuilder()
    .setTitle('Shop')
    .addBearerAuth()
    .addCookieAuth(app.get(SessionCookies).accessCookieName)
    .build();
  const document = SwaggerModule.createDocument(app, config);
  SwaggerModule.setup('docs', app, document);
  return document;
}
