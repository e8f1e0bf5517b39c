import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type * as Session from "./session";

const SCOPE = "openid";
const AN_HOUR = 3600;

let server: Server;
let issuer: string;
let asked: URLSearchParams[]; // what the issuer was asked for tokens with
let answer: { status: number; body: object } | null; // what it answers; null: nothing
let session: typeof Session;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    let sent = "";
    request.on("data", (part: Buffer) => (sent += part.toString()));
    request.on("end", () => {
      const discovered = { issuer, token_endpoint: `${issuer}/token`, authorization_endpoint: `${issuer}/authorize` };
      if (request.url === "/token") asked.push(new URLSearchParams(sent));
      const told = request.url === "/token" ? answer : { status: 200, body: discovered };
      if (told === null) return request.socket.destroy();
      response.writeHead(told.status, { "Content-Type": "application/json" }).end(JSON.stringify(told.body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.resetModules(); // as a page that is loaded anew
  session = await import("./session");
});

afterEach(() => {
  sessionStorage.clear();
  server.close();
});

/** What a tab keeps in which somebody signed in, with a token that is good for so long. */
function signedIn(seconds: number): void {
  sessionStorage.setItem("vts.sign-in", JSON.stringify({ issuer, client_id: "page", scope: SCOPE }));
  const user = {
    access_token: "first",
    refresh_token: "again",
    token_type: "Bearer",
    scope: SCOPE,
    profile: { sub: "zoe", iss: issuer, aud: "page", exp: 0, iat: 0 },
    expires_at: Math.floor(Date.now() / 1000) + seconds,
  };
  sessionStorage.setItem(`oidc.user:${issuer}:page`, JSON.stringify(user));
}

const where = async (): Promise<Session.SignIn> => Promise.resolve({ issuer, client_id: "page", scope: SCOPE });

it("asks nobody to sign in where the API lets everybody in", async () => {
  expect(await session.token()).toBeNull();
  expect(await session.refused(null, async () => Promise.resolve({ issuer: null, client_id: "", scope: "" }))).toBe(
    false,
  );
  expect(session.isClosed()).toBe(false);
});

it("is closed from the first refusal on, and learns only once where to sign in", async () => {
  const ask = vi.fn(where);

  expect(await session.refused(null, ask)).toBe(true);
  expect(await session.refused(null, ask)).toBe(true);

  expect(ask).toHaveBeenCalledOnce();
  expect(session.isClosed()).toBe(true);
  expect(await session.token()).toBeNull();
});

it("sends the token that the tab keeps", async () => {
  signedIn(AN_HOUR);

  expect(await session.token()).toBe("first");
  expect(asked).toEqual([]);
  expect(session.isClosed()).toBe(false);
});

it("renews a token that ends soon, once for all who ask at the same time", async () => {
  signedIn(10);
  answer = { status: 200, body: { access_token: "second", token_type: "Bearer", expires_in: AN_HOUR, scope: SCOPE } };

  expect(await Promise.all([session.token(), session.token()])).toEqual(["second", "second"]);

  expect(asked.map((form) => [form.get("grant_type"), form.get("refresh_token")])).toEqual([
    ["refresh_token", "again"],
  ]);
});

it("says that one has to sign in again when the issuer does not renew", async () => {
  signedIn(-1);
  answer = { status: 400, body: { error: "invalid_grant" } };

  expect(await session.token()).toBeNull();
  expect(session.isClosed()).toBe(true);
});

it("does not take an issuer that is away for one that says no", async () => {
  signedIn(-1);
  answer = null;
  await expect(session.token()).rejects.toThrow();
  expect(session.isClosed()).toBe(false);

  answer = { status: 200, body: { access_token: "second", token_type: "Bearer", expires_in: AN_HOUR, scope: SCOPE } };
  expect(await session.token()).toBe("second");
});

it("believes the API when it refuses a token that looked good", async () => {
  signedIn(AN_HOUR);
  const sent = await session.token();

  expect(await session.refused(sent, where)).toBe(true);
  expect(session.isClosed()).toBe(true);
});
