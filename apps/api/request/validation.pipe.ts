import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { FieldsError } from '../problem/fault';
import { type FieldProblem } from '../problem/problem';

/** Nesting of a body that anybody needs; deeper ones are refused by their outermost fault. */
const DEPTH_LIMIT = 8;

/** Bodies and queries become instances of their classes; an unknown field is refused, not dropped: it is a client that errs. */
export const newValidationPipe = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: false,
    validationError: { target: false, value: false },
    exceptionFactory: (errors: ValidationError[]) => new FieldsError(fieldProblems(errors)),
  });

/** Paths and names of broken rules. Messages of class-validator are left out: they can quote the value. */
export const fieldProblems = (errors: readonly ValidationError[], path = '', depth = 0): FieldProblem[] =>
  errors.flatMap((error) => {
    const field = path === '' ? error.property : `${path}.${error.property}`;
    const own = Object.keys(error.constraints ?? {});
    const inner = depth < DEPTH_LIMIT ? fieldProblems(error.children ?? [], field, depth + 1) : [];
    return own.length > 0 ? [{ field, rules: own.map(ruleName).sort() }, ...inner] : inner;
  });

const ruleName = (constraint: string): string => (constraint === 'whitelistValidation' ? 'unknownField' : constraint);
