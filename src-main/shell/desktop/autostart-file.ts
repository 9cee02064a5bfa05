// The file by which a Linux desktop starts an app with the session.

/** A desktop file that starts a command; each part is quoted as the specification asks. */
export function autostartFile(command: readonly string[]): string {
  const exec = command.map(quoted).join(' ')
  return `[Desktop Entry]\nType=Application\nName=Filo\nExec=${exec}\nX-GNOME-Autostart-enabled=true\n`
}

function quoted(part: string): string {
  const inQuotes = part.replaceAll(/[\\"`$]/g, (sign) => `\\${sign}`)
  // The file's own escapes come on top, and '%' begins a field.
  return `"${inQuotes.replaceAll('\\', '\\\\').replaceAll('%', '%%')}"`
}
