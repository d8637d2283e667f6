/** A way to sign in, as the page offers it. */
export type SignInMethod =
  | { type: 'token' }
  /** A link to `url` leads through the OpenID provider and back. */
  | { type: 'openid'; name: string; url: string };
