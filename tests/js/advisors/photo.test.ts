// Only what our own pages make of a photo is handed to the browser's decoder.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { hasFewScans, isPhoto } from "../../../static/js/advisors/logic/photo.ts";

const JFIF = [0xff, 0xe0, 0x00, 0x04, 0x00, 0x00];

function jpeg(height: number, width: number, marker: number = 0xc0) {
  const frame = [0xff, marker, 0x00, 0x0b, 0x08, height >> 8, height & 255, width >> 8, width & 255, 0x01, 0x01];
  return Uint8Array.from([0xff, 0xd8, ...JFIF, ...frame, 0x11, 0x00, 0xff, 0xd9]);
}

test("a JPEG of a photo's size is shown", () => {
  assert.equal(isPhoto(jpeg(2048, 1536)), true);
  assert.equal(isPhoto(jpeg(4096, 4096, 0xc2)), true);
});

test("a JPEG that would be huge once decoded is not", () => {
  assert.equal(isPhoto(jpeg(65_535, 100)), false);
  assert.equal(isPhoto(jpeg(100, 4097, 0xc2)), false);
});

test("what is no JPEG is not shown, and neither is one that ends before its frame", () => {
  for (const other of [
    [],
    [0x89, 0x50, 0x4e, 0x47],
    [0xff, 0xd8],
    [0xff, 0xd8, ...JFIF],
    [0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff],
  ]) {
    assert.equal(isPhoto(Uint8Array.from(other)), false);
  }
  assert.equal(isPhoto(new TextEncoder().encode("<svg onload=alert(1)>")), false);
});

test("a view into a larger buffer is read where it begins", () => {
  const larger = Uint8Array.from([1, 2, 3, ...jpeg(100, 100)]);
  assert.equal(isPhoto(larger.subarray(3)), true);
});

const VECTORS = JSON.parse(readFileSync(new URL("../../vectors/photos.json", import.meta.url), "utf8"));
for (const { name, head, repeat, times, tail, few_scans: few } of VECTORS) {
  test(`${name}: few scans, as at the door: ${few}`, () => {
    const content = Buffer.from(head + repeat.repeat(times) + tail, "hex");
    assert.equal(hasFewScans(content), few);
  });
}

test("a photo of a true size with too many scans is none", () => {
  const scan = [0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00];
  const scans = (count: number) => Array.from({ length: count }, () => scan).flat();
  assert.equal(isPhoto(Uint8Array.from([...jpeg(100, 100, 0xc2), ...scans(100)])), true);
  assert.equal(isPhoto(Uint8Array.from([...jpeg(100, 100, 0xc2), ...scans(101)])), false);
});
