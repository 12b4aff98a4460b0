import { Controller, Get, Module } from '@nestjs/common';
import { GREETING, listen } from './listen.js';

@Controller()
class BareController {
  @Get('greeting')
  greet() {
    return GREETING;
  }

  @Get('health')
  health() {
    return GREETING;
  }
}

/** A Nest app that returns a constant. */
@Module({ controllers: [BareController] })
class BareApp {}

await listen(BareApp);
