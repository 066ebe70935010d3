/** A connection in libpq's variables: arguments are visible to every user of the machine. */
export function connectionVariables(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname } = new URL(url)
  return {
    ...{ PGHOST: hostname, PGPORT: port, PGUSER: username, PGDATABASE: pathname.slice(1) },
    PGPASSWORD: decodeURIComponent(password),
  }
}
