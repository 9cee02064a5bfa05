// The pictures of single topics, each in a file of its own.
import { dataPictures } from './gallery-data.mjs'
import { desktopPictures } from './gallery-desktop.mjs'
import { filePictures } from './gallery-files.mjs'
import { inspectorPictures } from './gallery-inspector.mjs'
import { learningPictures } from './gallery-learning.mjs'
import { passingPictures } from './gallery-passing.mjs'
import { trustPictures } from './gallery-trust.mjs'
import { policyPictures } from './gallery-policy.mjs'
import { diagnosticsPictures } from './gallery-diagnostics.mjs'
import { updatePictures } from './gallery-updates.mjs'
import { waysPictures } from './gallery-ways.mjs'

export const morePictures = {
  ...dataPictures,
  ...desktopPictures,
  ...filePictures,
  ...inspectorPictures,
  ...learningPictures,
  ...passingPictures,
  ...trustPictures,
  ...policyPictures,
  ...updatePictures,
  ...diagnosticsPictures,
  ...waysPictures
}
