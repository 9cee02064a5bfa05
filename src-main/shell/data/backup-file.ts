// By which end of its name a backup is known, here and to the systems (electron-builder.yml).
export const BACKUP_END = '.filobackup'
