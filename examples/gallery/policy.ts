/** What pages of the gallery may load: what their own server serves, and no more. */
export const galleryPolicy: string =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; " +
  "img-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types overwire"
