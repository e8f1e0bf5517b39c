/** An empty page at an origin of its own. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Origin {
  url: string;
  close: () => void;
}

/** Serve an empty page on a port of 127.0.0.1; 0: any free one. */
export async function emptyPage(port = 0): Promise<Origin> {
  const server = createServer((_, answer) => {
    answer.setHeader("Content-Type", "text/html");
    answer.end("<!doctype html><title>Empty</title>");
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  const at = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(at.port)}`, close: () => server.close() };
}
