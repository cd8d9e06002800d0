import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';
import './route-access';

/** Name of the mark by which the OpenAPI document knows a public operation; it is taken off again before anyone sees it. */
export const publicMark = 'x-public';

/** Opens a method of a controller to everybody. Routes outside Nest say `config: { access: 'public' }`. */
export const Public = (): MethodDecorator => applyDecorators(RouteConfig({ access: 'public' }), ApiExtension(publicMark, true));

/** Open to everybody as well, but the request carries the actor where one is signed in. */
export const MaybeSignedIn = (): MethodDecorator => applyDecorators(RouteConfig({ access: 'optional' }), ApiExtension(publicMark, true));
