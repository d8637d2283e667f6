/** An entity as the API showed it. */
export interface ShownEntity {
  readonly id: string;
  readonly tags?: readonly string[] | undefined;
  readonly upstream?: { readonly id: string } | undefined;
  readonly [field: string]: unknown;
}
