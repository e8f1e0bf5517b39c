import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { get, post, remove, withQuery } from "./client";
import { ApiProblem } from "./problem";

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;

beforeEach(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => answer(request, response, body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const real = globalThis.fetch;
  // A page's paths are its origin's; Node has none.
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) => real(`http://127.0.0.1:${port}${path}`, init));
});

afterEach(() => {
  vi.unstubAllGlobals();
  server.close();
});

async function problemOf(call: Promise<unknown>): Promise<ApiProblem> {
  const thrown: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(ApiProblem);
  return thrown as ApiProblem;
}

describe("an answer that did not change", () => {
  it("is asked for by its ETag, and is the very same object again", async () => {
    const asked: (string | undefined)[] = [];
    answer = (request, response) => {
      asked.push(request.headers["if-none-match"]);
      response.writeHead(request.headers["if-none-match"] === '"one"' ? 304 : 200, { ETag: '"one"' });
      response.end(request.headers["if-none-match"] === '"one"' ? undefined : '{"jobs":[]}');
    };

    const first = await get("/same/");
    const second = await get("/same/");

    expect(asked).toEqual([undefined, '"one"']);
    expect(second).toBe(first);
  });
});

describe("what goes wrong", () => {
  it("is told with the API's code, sentence, hint, fields and request, as they are", async () => {
    answer = (_, response) => {
      response.writeHead(422, { "X-Request-Id": "r-1" });
      const error = {
        code: "invalid_settings",
        message: "Some are not.",
        hint: "Mend them.",
        fields: { quality: "no" },
      };
      response.end(JSON.stringify({ error }));
    };

    const problem = await problemOf(post("/settings/", { body: {} }));

    expect(problem).toMatchObject({
      code: "invalid_settings",
      message: "Some are not.",
      hint: "Mend them.",
      status: 422,
    });
    expect(problem).toMatchObject({ fields: { quality: "no" }, requestId: "r-1", isPassing: false });
  });

  it("may pass, and then says when to ask again", async () => {
    answer = (_, response) => {
      response.writeHead(503, { "Retry-After": "7" });
      response.end('{"error":{"code":"bucket_unavailable","message":"Away.","hint":""}}');
    };
    expect(await problemOf(get("/away/"))).toMatchObject({ isPassing: true, retryAfter: 7 });
  });

  it.each([502, 200])("is shown as it came when something else answered with %d", async (status) => {
    answer = (_, response) => response.writeHead(status).end("<h1>Bad Gateway</h1>");
    expect(await problemOf(get("/proxy/"))).toMatchObject({ code: "api_unreadable", message: "<h1>Bad Gateway</h1>" });
  });

  it("is that there is no answer at all", async () => {
    answer = (request) => request.socket.destroy();
    expect(await problemOf(get("/gone/"))).toMatchObject({ code: "api_unreachable", status: 0, isPassing: true });
  });

  it("is nothing when whoever asked went away", async () => {
    answer = (_, response) => response.end("{}");
    const signal = AbortSignal.abort(new Error("left"));
    await expect(get("/left/", { signal })).rejects.toThrow("left");
  });
});

it("sends JSON, and nothing where there is nothing to send", async () => {
  const seen: [string | undefined, string | undefined, string][] = [];
  answer = (request, response, body) => {
    seen.push([request.method, request.headers["content-type"], body]);
    if (request.method === "DELETE") response.writeHead(204).end();
    else response.end("{}");
  };

  await post("/convert/", { body: { profile: "web-720p" } });
  await post("/jobs/1/cancel/");
  await remove("/jobs/1/");

  expect(seen).toEqual([
    ["POST", "application/json", '{"profile":"web-720p"}'],
    ["POST", undefined, ""],
    ["DELETE", undefined, ""],
  ]);
});

it("leaves out of a query what is not asked", () => {
  expect(withQuery("/jobs/", { q: "a & b", status: null, cursor: "", limit: 100 })).toBe("/jobs/?q=a+%26+b&limit=100");
  expect(withQuery("/jobs/", { q: undefined })).toBe("/jobs/");
});
