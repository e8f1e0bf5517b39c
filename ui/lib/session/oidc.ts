/**
 * The sign-in itself: OpenID Connect's authorization code flow with PKCE (RFC 7636), renewed by refresh tokens. The one file
 * that knows the library; it is loaded when it is needed.
 */
import { ErrorResponse, InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";

export interface Issuer {
  readonly issuer: string;
  readonly client_id: string;
  readonly scope: string;
}

const SOON_SECONDS = 60; // a token that ends sooner is renewed before it is sent

export class Oidc {
  private readonly manager: UserManager;
  private renewing: Promise<User | null> | null = null;

  /** `home` is the address that the issuer sends back to. */
  constructor(issuer: Issuer, home: string) {
    const store = typeof sessionStorage === "undefined" ? new InMemoryWebStorage() : sessionStorage;
    this.manager = new UserManager({
      authority: issuer.issuer,
      client_id: issuer.client_id,
      scope: issuer.scope,
      redirect_uri: home,
      response_type: "code",
      userStore: new WebStorageStateStore({ store }),
      stateStore: new WebStorageStateStore({ store }),
      automaticSilentRenew: false, // by a hidden frame, where there is no refresh token; it is renewed when it is asked for
      revokeTokenTypes: ["refresh_token"],
    });
  }

  /** Take what the issuer sent with this address: where to go on; null when it sent nothing. */
  async arrive(address: string): Promise<string | null> {
    const sent = new URL(address).searchParams;
    if (!sent.has("state") || !(sent.has("code") || sent.has("error"))) return null;
    const user = await this.manager.signinRedirectCallback(address).catch(() => null); // an old address, or the reader said no
    return typeof user?.state === "string" && user.state.startsWith("/") ? user.state : "/";
  }

  /**
   * A token that is good for a while, renewed if need be. Null: nobody is signed in. "over": somebody was, and it could not be
   * renewed. Rejects when the issuer does not answer.
   */
  async token(): Promise<{ token: string } | "over" | null> {
    const user = await this.manager.getUser();
    if (user === null) return null;
    if ((user.expires_in ?? Infinity) > SOON_SECONDS) return { token: user.access_token };
    this.renewing ??= this.renew(user).finally(() => (this.renewing = null));
    const renewed = await this.renewing;
    return renewed === null ? "over" : { token: renewed.access_token };
  }

  /** Go to the issuer; `to` is where to go on afterwards. */
  async leave(to: string): Promise<void> {
    await this.manager.signinRedirect({ state: to });
  }

  /** Forget the tokens, and tell the issuer so. */
  async forget(): Promise<void> {
    await this.manager.revokeTokens().catch(() => undefined); // not every issuer can be told
    await this.manager.removeUser();
  }

  private async renew(user: User): Promise<User | null> {
    if (user.refresh_token !== undefined) {
      try {
        return await this.manager.signinSilent();
      } catch (problem) {
        if (!(problem instanceof ErrorResponse)) throw problem;
      }
    } else if (!user.expired) {
      return user;
    }
    await this.manager.removeUser();
    return null;
  }
}
