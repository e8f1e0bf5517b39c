/** Words around a problem. The API's own sentences are shown as they come. */
export const problem = {
  code: "Code",
  request: "Request",
  own: {
    api_unreachable: {
      message: "The server does not answer.",
      hint: "Look whether it runs and whether this machine can reach it. The page goes on asking by itself.",
    },
    api_unreadable: {
      message: "The server gave an answer that the page cannot read.",
      hint: "Something between the page and its API may have answered in its place. Look at the server’s log.",
    },
    sign_in_needed: {
      message: "You are not signed in.",
      hint: "Sign in, and try again.",
    },
    page_incomplete: {
      message: "A part of the page could not be loaded.",
      hint: "Look whether the server runs and whether this machine can reach it, and try again.",
    },
    page_failed: {
      message: "This part of the page has failed.",
      hint: "Try again. If it recurs, please report it with the text below.",
    },
  },
  copy: "Copy as text",
  copied: "Copied",
};
