import { Injectable, type PipeTransform } from '@nestjs/common';
import { orThrow } from '#libs/kernel';
import { refuseRequest } from './request.errors';

/** Any UUID: ids of this system are version 7, those of tests and imports need not be. */
const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An id in an address. Refuses `request.id-form`: without it Postgres would be asked, and would throw. */
@Injectable()
export class IdParameter implements PipeTransform<unknown, string> {
  static parse(value: unknown): string {
    return typeof value === 'string' && FORM.test(value) ? value : orThrow(refuseRequest('request.id-form', 'This is not an id.'));
  }

  transform(value: unknown): string {
    return IdParameter.parse(value);
  }
}
