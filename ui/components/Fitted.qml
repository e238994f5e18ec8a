import QtQuick

// One line in the middle, as large as it can be: never broken, smaller when it is long.
Label {
    lineHeight: font.pixelSize * 1.15
    fontSizeMode: Text.HorizontalFit
    wrapMode: Text.NoWrap
    horizontalAlignment: Text.AlignHCenter
}
