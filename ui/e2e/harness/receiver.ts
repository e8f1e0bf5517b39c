/** An endpoint of somebody's own on this machine, which keeps what webhooks send to it. */
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Message {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly messages: readonly Message[];
  /** The statuses of the next answers; 200 once all were given. */
  readonly answers: number[];
  close: () => void;
}

/** Take messages on a free port of 127.0.0.1. */
export async function receiving(): Promise<Receiver> {
  const messages: Message[] = [];
  const answers: number[] = [];
  const server = createServer((request, answer) => {
    void text(request).then((body) => {
      messages.push({ headers: request.headers, body });
      answer.statusCode = answers.shift() ?? 200;
      answer.end("heard");
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}/hook`, messages, answers, close: () => server.close() };
}

/** The signature that a message must have, as docs/webhooks.md says. */
export function signature(secret: string, { headers, body }: Message): string {
  const said = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(said).digest("base64")}`;
}
