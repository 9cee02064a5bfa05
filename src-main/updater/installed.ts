// How this copy of Filo came here, which decides how it is replaced: by what the system and the package say.
import type { UpdateKind, UpdateOrigin } from '../../src-preload/contract/updates.ts'

/** What replaces it; `hand` is a person. */
export type Way = 'app-image' | 'deb' | 'rpm' | 'nsis' | 'mac' | 'hand' | 'none'

export interface Surroundings {
  platform: NodeJS.Platform
  isPackaged: boolean
  /** Whether the package says where releases are. */
  hasFeed: boolean
  /** The AppImage that this runs from, as its runtime says. */
  appImage: string | undefined
  /** Whether that may be replaced: it is a file, in a folder that may be written. */
  isReplaceable: boolean
  /** `resources/package-type`, which deb and rpm bring. */
  packageType: string | null
  executable: string
  /** Windows: the portable app's own file. */
  portableFile: string | undefined
}

/** A folder that was built and not packed, or packed without an address, is nobody's to replace. */
export function wayOf(here: Surroundings): Way {
  if (!here.isPackaged || !here.hasFeed) return 'none'
  if (here.platform === 'win32') return here.portableFile === undefined ? 'nsis' : 'hand'
  if (here.platform === 'darwin') return 'mac'
  if (here.appImage !== undefined) return here.isReplaceable ? 'app-image' : 'hand'
  const origin = originOf(here)
  return origin === 'deb' || origin === 'rpm' ? origin : 'hand'
}

/** In which form it came, whether it can be replaced or not. */
export function originOf(here: Surroundings): UpdateOrigin {
  const { platform, isPackaged, packageType, executable } = here
  if (!isPackaged) return 'sources'
  if (platform === 'win32') return here.portableFile === undefined ? 'installer' : 'portable'
  if (platform === 'darwin') return 'mac'
  if (here.appImage !== undefined) return 'app-image'
  // An archive that was unpacked elsewhere brings the same note.
  const isInstalled = executable.startsWith('/opt/')
  return isInstalled && (packageType === 'deb' || packageType === 'rpm') ? packageType : 'archive'
}

/**
 * The page of all releases, from the address that the package gives for Filo; null where that is a stand-in, as it is
 * in packages that nobody published.
 */
export function releasesOf(homepage: string | undefined): string | null {
  if (homepage === undefined || !URL.canParse(homepage)) return null
  const { protocol, hostname, href } = new URL(homepage)
  if (protocol !== 'https:' || hostname.endsWith('.example')) return null
  return hostname === 'github.com' ? `${href.replace(/\/$/, '')}/releases` : href
}

export function kindOf(way: Way): UpdateKind {
  if (way === 'none') return 'none'
  return way === 'hand' ? 'by-hand' : 'self'
}
