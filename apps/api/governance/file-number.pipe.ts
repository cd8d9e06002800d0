import { Injectable, type PipeTransform } from '@nestjs/common';
import { noSuchRecord } from '../request/request.errors';

/** The number of a file in an address, as Postgres's integer holds it; anything else names no file. The validation pipe may have made it a number. */
@Injectable()
export class FileNumber implements PipeTransform<unknown, number> {
  static parse(value: unknown): number {
    const number = /^\d{1,10}$/.test(String(value)) ? Number(value) : Number.NaN;
    return number <= 2_147_483_647 ? number : noSuchRecord('file');
  }

  transform(value: unknown): number {
    return FileNumber.parse(value);
  }
}
