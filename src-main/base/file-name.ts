// Makes a stranger's name for a file one that can be written on all three systems, and says what a file is.
import { oneLine } from './one-line.ts'

/** UTF-8 bytes of a name: file systems take 255, and a number may be added. */
const MAX_BYTES = 200
/** What Windows, macOS or Linux forbid within a name. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[<>:"/\\|?*\u0000-\u001F\u007F]/g
/** Devices of Windows, whatever follows the first dot. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$)/i
const MAX_END = 16

/** A name on one line, without folders and devices; `fallback` where nothing is left of it. */
export function safeFileName(name: string | null, fallback = 'file'): string {
  const line = name === null ? null : oneLine(name.slice(0, 2_000).normalize('NFC'), 1_000)
  // Windows drops dots and spaces at the end; a dot at the beginning hides a file elsewhere.
  const plain = (line ?? '').replaceAll(FORBIDDEN, '_').replace(/^[\s.]+|[\s.]+$/g, '')
  const free = plain.replace(DEVICE, '_$1')
  return free === '' ? fallback : shortened(free)
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name
  const end = fileEnd(name)
  let stem = name.slice(0, name.length - end.length)
  while (Buffer.byteLength(stem + end) > MAX_BYTES - 1) stem = [...stem].slice(0, -1).join('')
  return `${stem.trimEnd()}${end}`
}

/** The ending with its dot, in small letters as it stands; empty where there is none. */
function fileEnd(name: string): string {
  const at = name.lastIndexOf('.')
  const end = at > 0 ? name.slice(at) : ''
  return end.length > MAX_END || /\s/.test(end) ? '' : end
}

/** `name`, `name (2)`, `name (3)`… : the names to try where one is taken. */
export function numberedName(name: string, count: number): string {
  if (count <= 1) return name
  const end = fileEnd(name)
  return `${name.slice(0, name.length - end.length)} (${count})${end}`
}

/** The last part of an address, as a name; null where there is none. */
export function nameInAddress(address: string): string | null {
  const path = address.split(/[?#]/, 1)[0] ?? ''
  const last = path.slice(path.lastIndexOf('/') + 1)
  if (last === '') return null
  try {
    return decodeURIComponent(last)
  } catch {
    return last // not percent-encoded after all
  }
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  image: ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'],
  audio: [
    ...['audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/ogg', 'audio/opus', 'audio/wav'],
    ...['audio/x-wav', 'audio/webm', 'audio/flac', 'audio/x-flac', 'audio/wave', 'audio/vnd.wave']
  ],
  video: ['video/mp4', 'video/webm', 'video/ogg', 'video/quicktime']
}

/** What the window may show by itself; SVG is not among it, since it is a document more than a picture. */
export function kindOf(mediaType: string): 'image' | 'audio' | 'video' | 'other' {
  const type = plainType(mediaType)
  for (const kind of ['image', 'audio', 'video'] as const) {
    if (KINDS[kind]?.includes(type)) return kind
  }
  return 'other'
}

/** A media type without parameters, in small letters; what is none becomes plain bytes. */
export function plainType(mediaType: string | null): string {
  const type = (mediaType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const isType = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}$/.test(type)
  return isType ? type : 'application/octet-stream'
}

const ENDS: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  webm: 'video/webm',
  mov: 'video/quicktime',
  pdf: 'application/pdf',
  txt: 'text/plain',
  zip: 'application/zip'
}

/** What a name says of its type; null where it says nothing. */
export function typeByName(name: string): string | null {
  return ENDS[fileEnd(name).slice(1).toLowerCase()] ?? null
}

/** Endings that a system runs, or that hold what it runs. */
const RISKY = new Set(
  `exe com scr pif cpl msi msp msix msixbundle appx appxbundle appinstaller application gadget bat cmd ps1 psm1
   psd1 ps1xml vb vbe vbs js jse mjs cjs ws wsf wsh wsc sct hta jar jnlp lnk url scf inf reg rgs dll sys drv ocx
   chm hlp msc mst ade adp mde mdb accde crt cer xll xlam xlsm docm dotm pptm potm ppam sldm iso img vhd vhdx
   diskcab theme themepack settingcontent-ms library-ms search-ms website desktop sh bash zsh csh ksh fish run
   bin out elf appimage deb rpm snap flatpak flatpakref flatpakrepo pkg dmg app command tool action workflow
   terminal scpt scptd applescript osx mobileconfig webloc inetloc fileloc py pyc pyw pyz rb pl php lua
   html htm xhtml shtml mht mhtml svg svgz xml xsl`
    .trim()
    .split(/\s+/)
)

/** Whether opening a file of this name could run something. */
export function isRiskyName(name: string): boolean {
  return RISKY.has(
    fileEnd(name.replace(/[\s.]+$/, ''))
      .slice(1)
      .toLowerCase()
  )
}
