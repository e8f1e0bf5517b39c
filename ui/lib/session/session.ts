/**
 * Who is signed in, where users have to be.
 *
 * Nobody is asked to sign in until the API has refused a request: an installation that is open costs nothing for this. Then the
 * API tells where to sign in, and the library that does it (oidc.ts: authorization code with PKCE) is loaded. What it gets is
 * kept by this tab alone.
 */
import { useSyncExternalStore } from "react";
import type { Issuer, Oidc } from "@/lib/session/oidc";

/**
 * open: nobody was asked to sign in. in: signed in. needed: has to sign in. over: was signed in, and has to again, as it could not
 * be renewed.
 */
export type Standing = "open" | "in" | "needed" | "over";

/** What the API says of signing in; no issuer: nobody has to. */
export interface SignIn {
  readonly issuer: string | null;
  readonly client_id: string;
  readonly scope: string;
}

const KEY = "vts.sign-in"; // where to sign in, kept by this tab from the first refusal on

let standing: Standing = "open";
let opened: Oidc | null = null;
let arriving: Promise<void> | null = null;
const listeners = new Set<() => void>();

/** The token to send with a request; null where there is none, and none is needed or it has to be got by signing in. */
export async function token(): Promise<string | null> {
  const issuer = kept();
  if (issuer === null || isClosed()) return null;
  const oidc = await open(issuer);
  await (arriving ??= arrive(oidc));
  const found = await oidc.token();
  if (found !== null && found !== "over") {
    stand("in");
    return found.token;
  }
  // Of several requests at once one is told that it is over, and those behind it that nobody is signed in any more.
  stand(found === "over" || standing === "in" || standing === "over" ? "over" : "needed");
  return null;
}

/** Whether nothing can be asked before somebody signs in. */
export function isClosed(): boolean {
  return standing === "needed" || standing === "over";
}

/** The API refused a request that was sent with this token, or without one. Whether signing in is what it wants. */
export async function refused(sent: string | null, ask: () => Promise<SignIn>): Promise<boolean> {
  if (sent !== null) {
    stand("over");
    return true;
  }
  if (isClosed()) return true;
  const { issuer, client_id, scope } = await ask();
  if (issuer === null) return false;
  keep({ issuer, client_id, scope });
  stand("needed");
  return true;
}

/** Go to the issuer, and come back to where the reader is. */
export async function signIn(): Promise<void> {
  const issuer = kept();
  if (issuer !== null) await (await open(issuer)).leave(location.pathname + location.search);
}

/** Forget who is signed in, here and, where it lets itself be told, at the issuer. */
export async function signOut(): Promise<void> {
  const issuer = kept();
  if (issuer !== null) await (await open(issuer)).forget();
  stand("needed");
}

/** How things stand, as long as the component is shown. */
export function useStanding(): Standing {
  return useSyncExternalStore(
    subscribe,
    () => standing,
    () => "open",
  );
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

function stand(next: Standing): void {
  if (next === standing) return;
  standing = next;
  for (const changed of listeners) changed();
}

async function open(issuer: Issuer): Promise<Oidc> {
  const { Oidc } = await import("@/lib/session/oidc"); // if it cannot be had now, it may be had later
  return (opened ??= new Oidc(issuer, `${location.origin}/`));
}

/** Coming back from the issuer, take what it sent, and go on where the reader was. */
async function arrive(oidc: Oidc): Promise<void> {
  const to = await oidc.arrive(location.href);
  if (to !== null) history.replaceState(null, "", to);
}

function kept(): Issuer | null {
  if (typeof sessionStorage === "undefined") return null;
  const text = sessionStorage.getItem(KEY);
  return text === null ? null : (JSON.parse(text) as Issuer);
}

function keep(issuer: Issuer): void {
  sessionStorage.setItem(KEY, JSON.stringify(issuer));
}
