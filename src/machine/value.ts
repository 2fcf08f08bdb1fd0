/**
 * Values at run time. Types are static (every expression node and field carries one), so values bear no tag:
 * text: string; exact: the scaled integer (9.95 of scale 2 is 995) as a number where it is a safe integer
 * and as a bigint beyond, never otherwise, so equal values are `===` alike; number: a finite double, never -0;
 * boolean; time: whole milliseconds since 1970; duration: whole milliseconds. Missing is `undefined`.
 */
export type Value = string | number | bigint | boolean | undefined;
