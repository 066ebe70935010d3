/** The unprivileged account that runs the services when the caller is root. */
export interface ServiceUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}
