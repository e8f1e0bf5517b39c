/** Words of signing in. */
export const session = {
  needed: "Sign in to see your films",
  why: "This installation is for its users only.",
  signIn: "Sign in",
  signOut: "Sign out",
  over: "You have to sign in again.",
  again: "Your session has ended, and nothing is asked of the server until then. Uploads go on where they stopped.",
  silent: "The sign-in does not answer",
};
