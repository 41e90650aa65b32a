// Decodes one photo where it keeps nobody waiting: whoever asked ends this worker when it takes too long.

self.addEventListener("message", async ({ data }) => {
  try {
    const bitmap = await createImageBitmap(new Blob([data], { type: "image/jpeg" }));
    self.postMessage(bitmap, { transfer: [bitmap] });
  } catch {
    self.postMessage(null);
  }
});
