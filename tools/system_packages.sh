#!/bin/sh
# Install the Debian packages that are missing, and say which.  Usage: system_packages.sh run|test
set -eu
# Qt's libraries (offscreen and VNC, then X11 and Wayland), Python's venv, and the voice that reads the screen.
RUN="python3-venv libgl1 libegl1 libxkbcommon0 libfontconfig1 libglib2.0-0 libdbus-1-3
     libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0
     libxcb-image0 libxcb-render-util0 libxcb-randr0 libwayland-cursor0 libwayland-egl1 tzdata
     espeak-ng libusb-1.0-0"
# A real database, a real browser (and what its driver links), eyes that read the ticket, the dictionaries for `make check`,
# and what breaks networks, clocks and disks.
TEST="postgresql chromium libatomic1 tesseract-ocr tesseract-ocr-vie hunspell hunspell-vi hunspell-en-gb iproute2 nftables strace faketime"

wanted="$RUN"
[ "$1" = test ] && wanted="$RUN $TEST"
if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system; make sure these are installed:" $wanted
    exit 0
fi
missing=""
for package in $wanted; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed \
        || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
echo "Installing Debian packages:$missing"
sudo=""
[ "$(id -u)" -eq 0 ] || sudo=sudo
log=$(mktemp)
apt() {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -qq "$@" >>"$log" 2>&1 || { cat "$log"; exit 1; }
}
apt update
apt install --yes --no-install-recommends $missing
rm "$log"
