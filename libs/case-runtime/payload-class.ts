import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  Equals,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  Validate,
  ValidateNested,
  validateSync,
  ValidatorConstraint,
  type ValidationError,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { type Field, type FieldEntry, type Fields } from '#libs/cases';
import { isLegalDate, ok, refuse, type Result } from '#libs/kernel';

type PayloadClass = new () => object;

const classes = new WeakMap<Fields, PayloadClass>();

/** The class-validator class of a payload: made once from the fields, so that code, check and documentation can't drift. */
export function payloadClassOf(fields: Fields): PayloadClass {
  const known = classes.get(fields);
  if (known) return known;
  const made = class {};
  for (const [name, field] of Object.entries(fields)) decorate(made.prototype, name, field);
  classes.set(fields, made);
  return made;
}

/** Checks a payload from outside. Refuses `payload.invalid`, naming the first field that is wrong and what must hold; an unknown field is wrong. */
export function checkPayload(fields: Fields, payload: unknown): Result<object> {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    return refuse('payload.invalid', 'invalid', 'The payload is not an object.');
  }
  const instance = plainToInstance(payloadClassOf(fields), payload);
  const [first] = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    stopAtFirstError: true,
  });
  return first ? refusalOf(first) : ok(payload);
}

function refusalOf(error: ValidationError): Result<never> {
  const path = [error.property];
  let deepest = error;
  while (!deepest.constraints && deepest.children?.[0]) {
    deepest = deepest.children[0];
    path.push(deepest.property);
  }
  const [rule, message] = Object.entries(deepest.constraints ?? { unknown: 'is not usable' })[0]!;
  return refuse('payload.invalid', 'invalid', message, { field: path.join('.'), facts: { rule } });
}

@ValidatorConstraint({ name: 'isLegalDate' })
class LegalDateConstraint implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isLegalDate(value);
  }
  defaultMessage(): string {
    return '$property must be a date that exists, YYYY-MM-DD';
  }
}

function decorate(prototype: object, name: string, field: FieldEntry): void {
  const presence = field.optional ? IsOptional() : IsDefined();
  for (const decorator of [presence, ...decoratorsOf(field, false)]) decorator(prototype, name);
}

/** With `each`, the rules of a list's items. */
function decoratorsOf(field: Field, each: boolean): PropertyDecorator[] {
  const rule = { each };
  switch (field.kind) {
    case 'text':
      return [
        IsString(rule),
        MinLength(field.min, rule),
        MaxLength(field.max, rule),
        ...(field.pattern ? [Matches(new RegExp(field.pattern, 'u'), rule)] : []),
      ];
    case 'integer':
      return [IsInt(rule), Min(field.min, rule), Max(field.max, rule)];
    case 'money': {
      // Made here, once: a class made at each check would stay in class-validator's registry for ever.
      const made = moneyClass(field.min);
      return [ValidateNested(rule), Type(() => made)];
    }
    case 'date':
      return [Validate(LegalDateConstraint, rule)];
    case 'flag':
      return [IsBoolean(rule)];
    case 'choice':
      return [IsIn([...field.of], rule)];
    case 'id':
      return [IsUUID(undefined, rule)];
    case 'digest':
      return [Matches(/^[0-9a-f]{64}$/, rule)];
    case 'list':
      return [IsArray(), ArrayMinSize(field.min), ArrayMaxSize(field.max), ...decoratorsOf(field.item, true)];
    case 'group':
      return [IsObject(rule), ValidateNested(rule), Type(() => payloadClassOf(field.fields))];
    case 'document':
      return [IsObject(rule)];
  }
}

/** Each with all its rules: class-validator drops those of a property that a subclass declares again. */
function moneyClass(min: number): PayloadClass {
  class MoneyPayload {
    @IsInt()
    @Min(min)
    @Max(Number.MAX_SAFE_INTEGER)
    amount!: number;
    @Equals('CNY')
    currency!: 'CNY';
  }
  return MoneyPayload;
}
