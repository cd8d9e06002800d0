import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { ok, type Result } from '#libs/kernel';
import { refuseRequest } from './request.errors';

export const pageLimitMax = 200;

/** `?limit=&after=` of every list. A route with filters extends this class. */
export class PageQuery {
  @ApiPropertyOptional({ description: 'How many items at most.', minimum: 1, maximum: pageLimitMax, default: 50, type: 'integer' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(pageLimitMax)
  limit: number = 50;

  @ApiPropertyOptional({ description: '`next` of the page before. Means nothing to the client.', maxLength: 500 })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  @Matches(/^[\w-]+$/)
  after?: string;
}

/** A page of any list; `next` is null on the last one. Documented per route by `pageOf`. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Class of a page of `item` for the OpenAPI document. */
export const pageOf = <T>(item: new () => T): new () => Page<T> => {
  class PageOfItem implements Page<T> {
    @ApiProperty({ type: [item] })
    items!: T[];

    @ApiProperty({ type: String, nullable: true, description: '`after` of the next page; null on the last.' })
    next!: string | null;
  }
  Object.defineProperty(PageOfItem, 'name', { value: `PageOf${item.name}` });
  return PageOfItem;
};

/**
 * Makes a page of rows that were read with `limit + 1`, in a fixed order by the columns of `keyOf`. The cursor holds the last row's
 * key: it stays right when rows are added or removed in between, as an offset would not.
 */
export const pageFrom = <T>(rows: readonly T[], limit: number, keyOf: (row: T) => readonly string[]): Page<T> => {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
};

export const encodeCursor = (key: readonly string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** The key in a cursor, or null for the first page. Refuses `request.page-cursor` where it is not `parts` texts. */
export const decodeCursor = (after: string | undefined, parts: number): Result<readonly string[] | null> => {
  if (after === undefined) return ok(null);
  const key = parseJson(Buffer.from(after, 'base64url').toString());
  const fits = Array.isArray(key) && key.length === parts && key.every((part): part is string => typeof part === 'string');
  return fits ? ok(key) : refuseRequest('request.page-cursor', 'after is not the next of a page of this list.', { field: 'after' });
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
