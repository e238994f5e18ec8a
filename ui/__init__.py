"""What a citizen sees and touches: QML screens over view models. The only PySide6."""
