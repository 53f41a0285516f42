"""The language of the window: Qt's translations, and the locale that numbers and dates follow."""

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.platform.bundle import RESOURCES

_FOLDER = RESOURCES / "i18n"


def speak(application: QApplication) -> None:
    """English, whose file holds its plurals only, and over it the system's language where there is one."""
    system = QLocale.system()
    if system.language() == QLocale.Language.C:
        # LANG=C: numbers would have no separators, and dates no order that anyone reads
        system = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
        QLocale.setDefault(system)
    for locale in (QLocale(QLocale.Language.English), system):
        translator = QTranslator(application)
        if translator.load(locale, "tollgate", "_", str(_FOLDER)):
            application.installTranslator(translator)
