/** Where the started service is asked: its address, and the file with the CA that vouches for it. */
export interface Access {
  readonly queryUrl: string;
  readonly ca: string;
}
