"""The language of the window: Qt's translations, and the locale that numbers and dates follow."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.platform.bundle import RESOURCES

_FOLDER = RESOURCES / "i18n"
_LANGUAGES = {"english": QLocale.Language.English, "german": QLocale.Language.German}


def speak(application: QApplication, wanted: str = "system") -> None:
    """English, whose file holds its plurals only, and over it what is wanted where there is a file of it."""
    for before in application.findChildren(QTranslator):
        application.removeTranslator(before)
        before.deleteLater()
    locale = _locale(wanted)
    QLocale.setDefault(locale)
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    english = QLocale(QLocale.Language.English)
    for name, spoken, folder in (
        ("qtbase", locale, qt),
        ("tollgate", english, str(_FOLDER)),
        ("tollgate", locale, str(_FOLDER)),
    ):
        translator = QTranslator(application)
        if translator.load(spoken, name, "_", folder):
            application.installTranslator(translator)


def _locale(wanted: str) -> QLocale:
    """The system's; in another language, with the customs of its country as far as that language has them."""
    system = QLocale.system()
    if system.language() == QLocale.Language.C:
        # LANG=C: numbers would have no separators, and dates no order that anyone reads
        system = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
    language = _LANGUAGES.get(wanted, system.language())
    return system if language == system.language() else QLocale(language, system.territory())
