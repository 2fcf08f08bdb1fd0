import { Missing } from "./jars.ts";

/** Runs a program to its exit code. What is not installed is told in a sentence, all else as it was thrown. */
export async function exitWith(program: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await program();
  } catch (error) {
    console.error(error instanceof Missing ? error.message : error);
    process.exitCode = 1;
  }
}
