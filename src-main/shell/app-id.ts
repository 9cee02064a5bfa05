// Under which name the systems know Filo: its id in packages, and its desktop file on Linux without the end.
export const APP_ID = 'net.filo.app'
