import { EventEmitter } from "node:events";
import { Readable, Writable } from "node:stream";
import { expect, test } from "vitest";
import { processTerminal, type World } from "../../src/cli/terminal.ts";

/** A process whose standard output is taken piece by piece, when the reader likes. */
function slowlyRead() {
  const taken: string[] = [];
  let go = (): void => {};
  const stdout = new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      go = () => {
        taken.push(String(chunk));
        done();
      };
    },
  });
  const exits: number[] = [];
  const world = Object.assign(new EventEmitter(), {
    ...{ stdin: Readable.from([]), stdout, stderr: stdout, env: {} },
    exit: (code?: World["exitCode"]) => void exits.push(Number(code)),
  });
  const read = async (): Promise<void> => {
    go();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const terminal = processTerminal(world);
  return { terminal, taken, exits, read, interrupt: () => world.emit("SIGINT", "SIGINT") };
}

test("what a slow reader has not taken yet goes out whole before Ctrl-C ends the program", async () => {
  const { terminal, taken, exits, read, interrupt } = slowlyRead();
  terminal.onInterrupt(() => terminal.write("what was gathered\n"));
  terminal.write("first\n");
  terminal.write("second\n");
  interrupt();
  expect(exits).toEqual([]);
  // The program runs on meanwhile, and says nothing more.
  terminal.write("third\n");
  for (let i = 0; i < 5; i++) await read();
  expect(taken.join("")).toBe("first\nsecond\nwhat was gathered\n");
  expect(exits).toEqual([130]);
});

test("a second Ctrl-C does not wait for the reader, nor does one without anything to read", () => {
  const waiting = slowlyRead();
  waiting.terminal.write("first\n");
  waiting.interrupt();
  waiting.interrupt();
  expect(waiting.exits).toEqual([130]);
  const idle = slowlyRead();
  idle.interrupt();
  expect(idle.exits).toEqual([130]);
});
