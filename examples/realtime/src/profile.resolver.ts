import { UseGuards } from '@nestjs/common';
import { Field, ID, ObjectType, Query, Resolver } from '@nestjs/graphql';
import {
  CurrentPrincipal,
  CurrentUser,
  JwtAuthGuard,
  Public,
  Roles,
  type Principal,
  type User,
} from 'nestjs-social-auth';

@ObjectType()
export class Profile {
  @Field(() => ID)
  id: string;

  @Field(() => String, { nullable: true })
  name: string | null;
}

@Resolver()
@UseGuards(JwtAuthGuard)
export class ProfileResolver {
  @Query(() => Profile)
  profile(@CurrentUser() { id, name }: User): Profile {
    return { id, name };
  }

  @Query(() => ID)
  sessionId(@CurrentPrincipal() { sessionId }: Principal) {
    return sessionId;
  }

  @Query(() => Boolean)
  @Roles('admin')
  maintenance() {
    return false;
  }

  @Query(() => String)
  @Public()
  version() {
    return '1.0';
  }
}
