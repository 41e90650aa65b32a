// A reader of tables of its own, letter by letter, to hold crypto/written/table.py and tests/vectors/tables.json to: what the
// inbox will read tables with has to pass the same vectors.
import { folded, tidy } from "../../../static/js/crypto/written/text.ts";

const ENCODINGS: Record<string, string> = { "utf-8": "utf-8", "windows-1252": "windows-1252" };
// What windows-1252 has no letter for; browsers' decoders make control characters of them.
const NOT_IN_1252 = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/** The line, and what is wrong with it. */
type Reason = [number, string];
/** The line, and its cells by column. */
type Row = [number, Record<string, string>];

class Wrong extends Error {
  said: Reason;

  constructor(line: number, reason: string) {
    super(reason);
    this.said = [line, reason];
  }
}

/** Rows as `[line, cells by column]`, or why there are none as `[line, reason]`. */
export function readTable(raw: Uint8Array, columns: string[], encoding = "utf-8"): { rows: Row[] } | { wrong: Reason } {
  try {
    return { rows: rowsOf(textOf(raw, encoding), new Set(columns)) };
  } catch (error) {
    if (error instanceof Wrong) return { wrong: error.said };
    throw error;
  }
}

function textOf(raw: Uint8Array, encoding: string) {
  if ((raw[0] === 0xff && raw[1] === 0xfe) || (raw[0] === 0xfe && raw[1] === 0xff)) throw new Wrong(1, "encoding");
  const isMarked = raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf;
  const content = isMarked ? raw.subarray(3) : raw;
  const used = isMarked ? "utf-8" : ENCODINGS[encoding];
  const bad = used === "utf-8" ? firstBadUtf8(content) : content.findIndex((byte) => NOT_IN_1252.includes(byte));
  if (bad >= 0) throw new Wrong(lineAt(Buffer.from(content.subarray(0, bad)).toString("latin1")), "encoding");
  const text = new TextDecoder(used, { ignoreBOM: true }).decode(content);
  if (text.includes("\0")) throw new Wrong(lineAt(text.slice(0, text.indexOf("\0"))), "encoding");
  return text;
}

function firstBadUtf8(bytes: Uint8Array) {
  const isGood = (end: number) => {
    try {
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  const whole = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    whole.decode(bytes);
    return -1;
  } catch {
    let [good, bad] = [0, bytes.length + 1];
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      if (isGood(middle)) good = middle;
      else bad = middle;
    }
    return Math.max(0, Math.min(good, bytes.length - 1));
  }
}

function lineAt(before: string) {
  return before.replace(/\r\n?/g, "\n").split("\n").length;
}

function rowsOf(text: string, columns: Set<string>): Row[] {
  const [skipped, delimiter, rest] = delimiterOf(text);
  const lines = split(rest, delimiter, skipped + 1).filter(([, cells]) => cells.some((cell) => tidy(cell)));
  const { value: header } = lines.next();
  if (!header) throw new Wrong(1, "empty");
  const names = header[1].map(folded);
  for (const [at, name] of names.entries()) {
    if (name && !columns.has(name)) throw new Wrong(header[0], "unknown");
    if (name && names.indexOf(name) < at) throw new Wrong(header[0], "double");
  }
  const read = [...lines.map(([line, cells]): Row => [line, cellsOf(line, cells, names)])];
  if (!read.length) throw new Wrong(header[0], "empty");
  return read;
}

function cellsOf(line: number, cells: string[], names: string[]): Record<string, string> {
  if (cells.length !== names.length) throw new Wrong(line, "cells");
  const pairs = cells.map((cell, at) => [names[at], tidy(cell)]).filter(([, cell]) => cell);
  if (pairs.some(([name]) => !name)) throw new Wrong(line, "nameless");
  return Object.fromEntries(pairs);
}

function delimiterOf(text: string): [number, string, string] {
  const [said = "", delimiter] = /^"?sep=([,;\t])"?(?:\r\n|\r|\n|$)/i.exec(text) ?? [];
  if (delimiter) return [1, delimiter, text.slice(said.length)];
  const [first = ""] = /[^\r\n]+/.exec(text) ?? [];
  const outside = first
    .split('"')
    .filter((_, at) => at % 2 === 0)
    .join("");
  const count = (each: string) => outside.split(each).length - 1;
  return [0, [",", ";", "\t"].reduce((best, each) => (count(each) > count(best) ? each : best)), text];
}

function* split(text: string, delimiter: string, firstLine: number): Generator<[number, string[]]> {
  let line = firstLine;
  let at = 0;
  while (at < text.length) {
    const began = line;
    const cells = [];
    for (let isOver = false; !isOver;) {
      let cell = "";
      if (text[at] === '"') {
        for (at += 1; ; at += 1) {
          if (at >= text.length) throw new Wrong(began, "quote");
          if (text[at] === '"' && text[at + 1] !== '"') break;
          if (text[at] === '"') at += 1;
          else if (isEnd(text, at)) line += 1;
          cell += text[at];
        }
        at += 1;
        if (at < text.length && text[at] !== delimiter && !"\r\n".includes(text[at])) throw new Wrong(began, "quote");
      } else {
        for (; at < text.length && text[at] !== delimiter && !"\r\n".includes(text[at]); at += 1) cell += text[at];
      }
      cells.push(cell);
      isOver = text[at] !== delimiter;
      if (!isOver) at += 1;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at += 1;
    if (at < text.length) [at, line] = [at + 1, line + 1];
    yield [began, cells];
  }
}

// A line ends with both of CR and LF, or with one.
function isEnd(text: string, at: number) {
  return text[at] === "\n" || (text[at] === "\r" && text[at + 1] !== "\n");
}
