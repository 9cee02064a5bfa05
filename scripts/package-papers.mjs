// Writes what goes into every package beside the app: licences, a list of its parts, and what stores show of it.
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { REPO } from './paths.mjs'

/** @typedef {import('./bundled-packages.ts').Notice} Notice */

const FOLDER = join(REPO, 'out', 'package')
/** @type {{ name: string, version: string, license: string, homepage: string }} */
const MANIFEST = JSON.parse(readFileSync(join(REPO, 'package.json'), 'utf8'))

/**
 * @param {string} electron the version that is packaged
 * @param {Date} date of the build
 */
export function writePackagePapers(electron, date) {
  mkdirSync(FOLDER, { recursive: true })
  const notices = readNotices()
  write('THIRD-PARTY-NOTICES.txt', noticesInWords(notices))
  write('release-notes.md', notesOf(MANIFEST.version))
  write('sbom.cdx.json', billOfMaterials(notices, electron, date))
  const template = readFileSync(join(REPO, 'assets/package/net.filo.app.metainfo.xml'), 'utf8')
  const values = { HOMEPAGE: MANIFEST.homepage, VERSION: MANIFEST.version, DATE: dayOf(date) }
  write('net.filo.app.metainfo.xml', fill(template, values))
}

/**
 * @param {string} name
 * @param {string} text
 */
function write(name, text) {
  writeFileSync(join(FOLDER, name), text)
}

/** @param {Date} date */
function dayOf(date) {
  return date.toISOString().slice(0, 10)
}

/**
 * What the changelog says of a version, which installed Filos show; until it is named, of what comes next.
 * @param {string} version
 */
function notesOf(version) {
  const changelog = readFileSync(join(REPO, 'CHANGELOG.md'), 'utf8')
  const sections = changelog.split(/^## /m)
  const section =
    sections.find((text) => text.startsWith(`[${version}]`)) ??
    sections.find((text) => text.startsWith('[Unreleased]')) ??
    ''
  return section.slice(section.indexOf('\n')).trim()
}

/**
 * @param {string} template
 * @param {Record<string, string>} values
 */
function fill(template, values) {
  return template.replaceAll(/@([A-Z]+)@/g, (_, name) => values[name] ?? '')
}

/** @returns {Notice[]} each package once, in the order of their names */
function readNotices() {
  const folder = join(REPO, 'out', 'notices')
  /** @type {Notice[]} */
  const all = readdirSync(folder).flatMap((name) =>
    JSON.parse(readFileSync(join(folder, name), 'utf8'))
  )
  const each = new Map(all.map((notice) => [keyOf(notice), notice]))
  return [...each.values()].toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)))
}

/** @param {Notice} notice */
function keyOf({ name, version }) {
  return `${name}@${version}`
}

/** @param {Notice[]} notices */
function noticesInWords(notices) {
  const head =
    `${MANIFEST.name} contains the following packages. Electron and Chromium, around which it is built,\n` +
    'bring their own notices: LICENSE.electron.txt and LICENSES.chromium.html.\n'
  const rule = `\n${'-'.repeat(78)}\n`
  const parts = notices.map(
    (notice) => `${rule}${keyOf(notice)}\n${notice.licence}\n\n${notice.text}`
  )
  return `${head}${parts.join('\n')}\n`
}

/**
 * @param {Notice[]} notices
 * @param {string} electron
 * @param {Date} date
 */
function billOfMaterials(notices, electron, date) {
  const app = componentOf(
    { ...MANIFEST, licence: MANIFEST.license },
    Enums.ComponentType.Application
  )
  const bom = new Models.Bom({ metadata: new Models.Metadata({ timestamp: date, component: app }) })
  const framework = { name: 'electron', version: electron, licence: 'MIT' }
  bom.components.add(componentOf(framework, Enums.ComponentType.Framework))
  for (const notice of notices) bom.components.add(componentOf(notice, Enums.ComponentType.Library))
  for (const { bomRef } of bom.components) app.dependencies.add(bomRef)
  const normaliser = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)
  return new Serialize.JsonSerializer(normaliser).serialize(bom, { sortLists: true, space: 2 })
}

/**
 * @param {{ name: string, version: string, licence: string }} part
 * @param {import('@cyclonedx/cyclonedx-library').Enums.ComponentType} type
 */
function componentOf({ name, version, licence }, type) {
  const [scope, bare] = name.startsWith('@') ? name.split('/') : [undefined, name]
  const component = new Models.Component(type, bare ?? name, {
    ...(scope ? { group: scope } : {}),
    version,
    bomRef: `${name}@${version}`,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`
  })
  component.licenses.add(
    /^[\w.+-]+$/.test(licence)
      ? new Models.SpdxLicense(licence)
      : new Models.LicenseExpression(licence)
  )
  return component
}
