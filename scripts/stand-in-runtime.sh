#!/bin/sh
# Stands in for the runtime at the head of an AppImage, in tests only: unpacks what follows it, where the real
# one mounts it, and starts that. FILO_STAND_IN_MOUNTS names a folder; what is there already is not unpacked again.
APPIMAGE=$(readlink -f "$0")
APPDIR=$FILO_STAND_IN_MOUNTS/$(stat -c %i-%Y-%s "$APPIMAGE")
if [ ! -d "$APPDIR" ]; then
  unsquashfs -quiet -no-progress -offset 4096 -dest "$APPDIR.$$" "$APPIMAGE" >/dev/null || exit 1
  mv "$APPDIR.$$" "$APPDIR"
fi
export APPIMAGE APPDIR
exec "$APPDIR/AppRun" "$@"
exit 1
