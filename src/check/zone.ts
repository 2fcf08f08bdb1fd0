/** Whether a text has the shape of an IANA zone name; which names there are is known where calendars are computed. */
export function isZoneName(name: string): boolean {
  return /^(?:UTC|GMT|[A-Z][A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){1,2})$/.test(name);
}
